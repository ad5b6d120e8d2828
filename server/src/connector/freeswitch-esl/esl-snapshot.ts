// What FreeSWITCH says of itself when asked: its channels and the agents of mod_callcenter at one moment.
import type { EslEvent, EslEventLimits } from "./esl-event.ts";
import { readPlainEvent } from "./esl-event.ts";
import { readTable } from "./esl-table.ts";
import type { Moment } from "./esl-time.ts";

export type EslSnapshot = {
  readonly channelIds: ReadonlySet<string>;
  /** `uuid_dump` of each. */
  readonly dumps: readonly EslEvent[];
  readonly agents: readonly { readonly event: EslEvent; readonly moment: Moment }[];
  /** When FreeSWITCH was last heard before it was asked; 0 = never. */
  readonly heardMicros: number;
};

/** `show channels as json`; undefined when it is something else. */
export function channelIdsOf(body: string): string[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof answer !== "object" || answer === null) return undefined;
  const rows: unknown = Reflect.get(answer, "rows") ?? [];
  if (!Array.isArray(rows)) return undefined;
  return rows.flatMap((row: unknown) => {
    const id: unknown = typeof row === "object" && row !== null ? Reflect.get(row, "uuid") : "";
    return typeof id === "string" && id !== "" ? [id] : [];
  });
}

/** `uuid_dump UUID plain`; undefined when the channel has gone meanwhile. */
export function dumpOf(body: string, limits: EslEventLimits): EslEvent | undefined {
  if (body.startsWith("-ERR")) return undefined;
  return readPlainEvent(body.endsWith("\n\n") ? body : `${body.trimEnd()}\n\n`, limits);
}

/** `callcenter_config agent list`; undefined without mod_callcenter. */
export function agentsOf(body: string): readonly EslEvent[] | undefined {
  return readTable(body)?.map(({ name, status, state }) => {
    const values: Readonly<Record<string, string | undefined>> = {
      "CC-Agent": name,
      "CC-Agent-Status": status,
      "CC-Agent-State": state,
    };
    return { value: (key) => values[key], toRecord: () => ({}), oversizeHeaders: 0 };
  });
}
