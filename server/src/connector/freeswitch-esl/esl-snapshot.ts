// What FreeSWITCH says of itself when asked: its channels and the agents of mod_callcenter at one moment.
import type { EslEvent, EslEventLimits } from "./esl-event.ts";
import { readPlainEvent } from "./esl-event.ts";
import type { Moment } from "./esl-time.ts";

export type EslSnapshot = {
  readonly channelIds: ReadonlySet<string>;
  /** `uuid_dump` of each. */
  readonly dumps: readonly EslEvent[];
  readonly agents: readonly { readonly event: EslEvent; readonly moment: Moment }[];
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

/** `callcenter_config agent list`: a line of names, a line an agent; undefined without mod_callcenter. */
export function agentsOf(body: string, moment: Moment): EslSnapshot["agents"] | undefined {
  const [head = "", ...lines] = body.split("\n").filter((line) => line !== "" && line !== "+OK");
  const names = head.split("|");
  const [name, status, state] = ["name", "status", "state"].map((key) => names.indexOf(key));
  if (name === -1 || status === -1 || state === -1) return undefined;
  return lines.map((line) => {
    const fields = line.split("|");
    const values: Readonly<Record<string, string | undefined>> = {
      "CC-Agent": fields[name ?? 0],
      "CC-Agent-Status": fields[status ?? 0],
      "CC-Agent-State": fields[state ?? 0],
    };
    const event: EslEvent = {
      value: (key) => values[key],
      toRecord: () => ({}),
      oversizeHeaders: 0,
    };
    return { event, moment };
  });
}
