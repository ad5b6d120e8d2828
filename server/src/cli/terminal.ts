/** What a command sees of the world: the two streams, the environment, time, chance, and when to stop. */
export type Terminal = {
  /** One line, or several. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** A line that the next one of its kind takes the place of; shown to people only. */
  readonly status: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly signal: AbortSignal;
};
