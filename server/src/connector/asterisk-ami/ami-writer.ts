// The events of an Asterisk: named by what happened and when, as it numbers nothing.
import { EventWriter } from "../event-writer.ts";
import { millisOf } from "../../lib/millis-of.ts";
import type { TrackedCall } from "./pbx-state.ts";

export type AmiWriter = EventWriter<number, TrackedCall>;

export function openAmiWriter(options: {
  readonly source: string;
  readonly skip: (reason: string) => void;
}): AmiWriter {
  let sequence = 0;
  return new EventWriter<number, TrackedCall>({
    ...options,
    stampOf: (micros, { owner, kind, mark }) => {
      // Rises, and follows the PBX's microseconds where it can.
      sequence = Math.max(sequence + 1, micros);
      const id = `${owner}/${micros}/${kind}${mark === "" ? "" : `/${mark}`}`;
      return { at: millisOf(micros), id, sequence };
    },
    told: (call, micros) => {
      call.toldMicros = Math.max(call.toldMicros, micros);
    },
  });
}
