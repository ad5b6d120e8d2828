// CEL tells who hung up only at the end of a channel, after the bridge and the application have ended.
import type { CelRow } from "./cel-row.ts";

/** Rows that follow one another at a longer distance have other causes. */
const gapMicrosMax = 100_000;

const leavingEvents: ReadonlySet<string> = new Set(
  "BRIDGE_EXIT APP_END STREAM_END HANGUP".split(" "),
);
const goingOnEvents: ReadonlySet<string> = new Set(
  `CHAN_START ANSWER APP_START BRIDGE_ENTER STREAM_BEGIN BLINDTRANSFER ATTENDEDTRANSFER`.split(" "),
);

/** Applications that end a call: no sign that it goes on. */
const endingApps: ReadonlySet<string> = new Set(["hangup", "busy", "congestion"]);

/** When a call began to come to its end: the hangup that its last rows tell of was then. */
export class RunUp {
  #begunAt = Infinity;
  #lastAt = 0;

  /** Infinity = it has not. */
  get begunAt(): number {
    return this.#begunAt;
  }

  note({ fields, time }: CelRow): void {
    const { event = "", app = "" } = fields;
    if (goingOnEvents.has(event) && !endingApps.has(app.toLowerCase())) this.restart();
    if (!leavingEvents.has(event)) return;
    if (time.micros - this.#lastAt > gapMicrosMax) this.restart();
    this.#begunAt = Math.min(this.#begunAt, time.micros);
    this.#lastAt = time.micros;
  }

  restart(): void {
    this.#begunAt = Infinity;
  }
}
