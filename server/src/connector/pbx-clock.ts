// A PBX's clock, as its events show it beside ours; and when it was last heard.

export class PbxClock {
  /** The time of the newest event, and when it came: before it either clock may have been set. */
  #micros = 0;
  #cameAtMs = 0;
  #heardMicros = 0;

  /** While what is known agreed with the PBX: its epoch microseconds; 0 = never. */
  get heardMicros(): number {
    return this.#heardMicros;
  }

  /** An event with this time, in epoch microseconds, has come. */
  note(micros: number, nowMs: number): void {
    this.#micros = micros;
    this.#cameAtMs = nowMs;
  }

  /** A sign of life. */
  noteHeard(nowMs: number): void {
    this.#heardMicros = this.microsAt(nowMs);
  }

  /** Epoch microseconds; by our clock as long as no event has told the PBX's. */
  microsAt(nowMs: number): number {
    return this.#micros + Math.max(0, nowMs - this.#cameAtMs) * 1000;
  }
}
