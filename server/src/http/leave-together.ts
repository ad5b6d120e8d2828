// Answers that become ready in one turn of the event loop leave at its end, together. Each one that leaves alone may
// wake its reader, or a proxy before it, which costs the sender as much as the answer itself; woken once, it reads them all.

/** What sends an answer; must not throw. */
export type Send = () => void;

/** So many leave before the turn ends: in a rush of clients it may last long. */
const waitingMax = 32;

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
    if (this.#waiting.length >= waitingMax) this.#sendAll();
  }

  #endTurn(): void {
    this.#isCrowded = this.#ready > 1;
    this.#ready = 0;
    this.#sendAll();
  }

  #sendAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const send of waiting) send();
  }
}
