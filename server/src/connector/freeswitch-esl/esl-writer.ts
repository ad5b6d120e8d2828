// The events of a FreeSWITCH: named by its own number of the event, and what was made of it.
import { EventWriter } from "../event-writer.ts";
import { millisOf } from "../../lib/millis-of.ts";
import type { Moment } from "./esl-time.ts";
import type { TrackedCall } from "./pbx-state.ts";

export type EslWriter = EventWriter<Moment, TrackedCall>;

export function openEslWriter(options: {
  readonly source: string;
  readonly skip: (reason: string) => void;
}): EslWriter {
  return new EventWriter<Moment, TrackedCall>({
    ...options,
    stampOf: ({ core, micros, sequence }, { owner, kind, mark }) => {
      const id = `${core}/${sequence}/${kind}/${owner}${mark === "" ? "" : `/${mark}`}`;
      return { at: millisOf(micros), id, sequence };
    },
  });
}
