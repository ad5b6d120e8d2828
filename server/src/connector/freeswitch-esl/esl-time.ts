// When an event happened, and which of a core's events it is.
import { textOf } from "./esl-event.ts";
import type { EslEvent } from "./esl-event.ts";

export type Moment = {
  /** The run of FreeSWITCH: another one after every restart. */
  readonly core: string;
  readonly micros: number;
  /** Rising within a core: tells the order of events of one instant, of which there are many. */
  readonly sequence: number;
};

/** Undefined without a usable time or sequence. */
export function momentOf(event: EslEvent): Moment | undefined {
  const micros = microsOf(textOf(event, "Event-Date-Timestamp"));
  const sequence = microsOf(textOf(event, "Event-Sequence"));
  const core = textOf(event, "Core-UUID").slice(0, coreLengthMax);
  return micros > 0 && sequence > 0 && core !== "" ? { core, micros, sequence } : undefined;
}

/** A whole number; 0 when absent or none. */
export function microsOf(text: string): number {
  return /^\d{1,16}$/.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : 0;
}

const coreLengthMax = 64;
