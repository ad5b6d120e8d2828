/** The bytes of a stream -> those that may be kept of it. */
export type StreamFilter = {
  readonly take: (chunk: Uint8Array) => Buffer;
  /** What was left out because it could not be read. */
  readonly left: () => Readonly<Record<string, number>>;
};
