// Answers that become ready in one turn of the event loop leave at its end, together. Each one that leaves alone may
// wake its reader, or a proxy before it, which costs the sender as much as the answer itself; woken once, it reads them all.

/** What sends an answer; must not throw. */
export type Send = () => void;

export class LeaveTogether {
  #waiting: Send[] = [];
  /** Answers of this turn. */
  #ready = 0;
  /** The last turn that had an answer had several. */
  #isCrowded = false;

  /** An answer that is alone does not wait. */
  leave(send: Send): void {
    this.#ready += 1;
    if (this.#ready === 1) setImmediate(() => this.#endTurn());
    if (this.#isCrowded || this.#ready > 1) this.#waiting.push(send);
    else send();
  }

  #endTurn(): void {
    const waiting = this.#waiting;
    this.#isCrowded = this.#ready > 1;
    this.#waiting = [];
    this.#ready = 0;
    for (const send of waiting) send();
  }
}
