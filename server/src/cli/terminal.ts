/** What a command sees of the world: the two streams, the environment, time, chance, and when to stop. */
export type Terminal = {
  /** One line, or several. */
  readonly out: (text: string) => void;
  /** Bytes, to where `out` goes; resolves when more may come. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** A person sees what is written to `out`. */
  readonly isOutSeen: boolean;
  readonly err: (text: string) => void;
  /** A line that the next one of its kind takes the place of; shown to people only. */
  readonly status: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly signal: AbortSignal;
};
