// Answers that become ready in one turn of the event loop leave at its end, together. Each one that leaves alone may
// wake its reader, or a proxy before it, which costs the sender as much as the answer itself; woken once, it reads them all.

/** What sends an answer; must not throw. */
export type Send = () => void;

/** So many leave before the turn ends: in a rush of clients it may last long. */
const waitingMax = 32;
/** So much of them: beside writing that, waking somebody costs little, and it need not all be in memory. */
const waitingBytesMax = 262_144;

export class LeaveTogether {
  #waiting: Send[] = [];
  #waitingBytes = 0;
  /** Answers of this turn. */
  #ready = 0;
  /** The last turn that had an answer had several. */
  #isCrowded = false;

  /** An answer that is alone does not wait. `bytes`: of the answer, about. */
  leave(send: Send, bytes: number): void {
    this.#ready += 1;
    if (this.#ready === 1) setImmediate(() => this.#endTurn());
    if (!this.#isCrowded && this.#ready === 1) {
      send();
      return;
    }
    this.#waiting.push(send);
    this.#waitingBytes += bytes;
    const isEnough = this.#waiting.length >= waitingMax || this.#waitingBytes >= waitingBytesMax;
    if (isEnough) this.#sendAll();
  }

  #endTurn(): void {
    this.#isCrowded = this.#ready > 1;
    this.#ready = 0;
    this.#sendAll();
  }

  #sendAll(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const send of waiting) send();
  }
}
