// What one reader of a stream has yet to be sent: bounded, and once it is too much, the reader is told so.

export type StreamOutbox = AsyncIterable<string> & {
  /**
   * Queues a message; false = the reader was too slow and the stream is over. One that has nothing to read
   * is not slow, however long the message is.
   */
  readonly push: (frame: string) => boolean;
  /** The last message: what is queued behind it is not sent. */
  readonly end: (frame: string, keep: "keepQueued" | "dropQueued") => void;
  /** The reader has gone: nothing more is sent. */
  readonly abandon: () => void;
  readonly isOver: () => boolean;
  /** Resolves when nothing more will be queued. */
  readonly ended: Promise<void>;
};

export type OutboxOptions = {
  readonly bytesMax: number;
  /** The message that tells a slow reader that it is dropped. */
  readonly tooSlow: () => string;
  /** What goes before everything that is pushed; made when it is asked for. */
  readonly first: Iterable<string>;
};

export function openOutbox({ bytesMax, tooSlow, first }: OutboxOptions): StreamOutbox {
  let queued: string[] = [];
  let bytes = 0;
  let isOver = false;
  let isFirstWanted = true;
  let wake = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();

  function close(): void {
    isOver = true;
    wake.resolve();
    ended.resolve();
  }

  function dropQueued(): void {
    queued = [];
    isFirstWanted = false;
  }

  function end(frame: string, keep: "keepQueued" | "dropQueued"): void {
    if (isOver) return;
    if (keep === "dropQueued") dropQueued();
    queued.push(frame);
    close();
  }

  async function* frames(): AsyncGenerator<string, void, undefined> {
    for (const frame of first) {
      // A reader that is dropped meanwhile is told so next.
      if (!isFirstWanted) break;
      yield frame;
    }
    for (;;) {
      const frame = queued.shift();
      if (frame !== undefined) {
        bytes -= frame.length;
        yield frame;
      } else if (isOver) return;
      else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  }

  return {
    push: (frame) => {
      if (isOver) return false;
      // Of UTF-8 text with few other letters, characters are bytes closely enough.
      if (queued.length > 0 && bytes + frame.length > bytesMax) {
        end(tooSlow(), "dropQueued");
        return false;
      }
      bytes += frame.length;
      queued.push(frame);
      wake.resolve();
      return true;
    },
    end,
    abandon: () => {
      dropQueued();
      close();
    },
    ended: ended.promise,
    isOver: () => isOver,
    [Symbol.asyncIterator]: frames,
  };
}
