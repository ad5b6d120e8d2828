// A dialogue led with a PBX that is replayed, without a socket; bytes come cut at random places. For tests.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Conversation, Dialogue, DialogueStep } from "./dialogue.ts";
import type { Replay } from "./replayed-pbx.ts";

export class ReplayedLine {
  readonly #pbx: Replay;
  readonly #random: () => number;
  readonly events: TrunklineEvent[] = [];
  #dialogue: Dialogue | undefined;

  constructor(pbx: Replay, random: () => number) {
    this.#pbx = pbx;
    this.#random = random;
  }

  /** Logs in and resynchronises. */
  connect(conversation: Conversation): void {
    const dialogue = conversation.open();
    this.#dialogue = dialogue;
    this.#hear(this.#pbx.greeting());
    this.#answer(dialogue.begin());
    if (!dialogue.isReady) throw new Error("Cannot connect to the replayed PBX: not ready");
  }

  disconnect(): void {
    this.#dialogue = undefined;
  }

  /** The recording goes on to a position, heard or not. */
  playTo(position: number): void {
    while (!this.#pbx.isOver && this.#pbx.position < position) {
      const bytes = this.#pbx.next();
      if (this.#dialogue !== undefined) this.#hear(bytes);
    }
  }

  /** Nothing comes for a moment. */
  rest(): void {
    if (this.#dialogue !== undefined)
      this.#answer(this.#take(this.#dialogue.quiet(this.#pbx.nowMs)));
  }

  #hear(bytes: Buffer): void {
    let said = "";
    let from = 0;
    while (from < bytes.length && this.#dialogue !== undefined) {
      const size = 1 + Math.floor(this.#random() * 2 * bytes.length);
      const chunk = bytes.subarray(from, from + size);
      said += this.#take(this.#dialogue.take(chunk, this.#pbx.nowMs));
      from += size;
    }
    this.#answer(said);
  }

  #take({ say, events }: DialogueStep): string {
    this.events.push(...events);
    return say;
  }

  #answer(say: string): void {
    if (say !== "") this.#hear(this.#pbx.answer(say));
  }
}
