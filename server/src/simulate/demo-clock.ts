// The server's clock while the demo replays: the simulated time; the real time afterwards.

/** Real time, and waiting for it. */
export type RealClock = {
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** `now` may be handed out as it is. Only for waits and records: signatures and tokens need real time. */
export class DemoClock {
  readonly #real: RealClock;
  #simulatedAt: number | undefined;

  /** `simulatedAt`: where the replay will begin (demoReplayFrom), so that restored calls wait rightly. */
  constructor(options: { readonly real: RealClock; readonly simulatedAt?: number | undefined }) {
    this.#real = options.real;
    this.#simulatedAt = options.simulatedAt;
  }

  readonly now = (): number => this.#simulatedAt ?? this.#real.now();

  get real(): RealClock {
    return this.#real;
  }

  get isReplaying(): boolean {
    return this.#simulatedAt !== undefined;
  }

  /** Never backwards while it replays. */
  replayTo(at: number): void {
    this.#simulatedAt = Math.max(at, this.#simulatedAt ?? at);
  }

  goLive(): void {
    this.#simulatedAt = undefined;
  }
}
