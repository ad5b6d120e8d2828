// Skill queues, as events have told them, over restarts: the board has them, the registry keeps them.
import { every } from "../lib/every.ts";
import type { LiveBoard } from "../live/live-board.ts";
import type { Registry, ToldQueue } from "../storage/registry.ts";

/** A queue that goes on being used is written as often: what counts is whether it is still there. */
const staleMs = 86_400_000;

/** Brings them back at once, and writes what has changed every so often and at the end. */
export function keepToldQueues({
  board,
  registry,
  everyMs,
  keepMs,
  now,
  failed,
}: {
  readonly board: Pick<LiveBoard, "noteQueue" | "toldQueues">;
  readonly registry: Pick<Registry, "toldQueues" | "noteToldQueues">;
  readonly everyMs: number;
  /** One that has not been seen for so long is forgotten. */
  readonly keepMs: number;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}): AsyncDisposable {
  const written = new Map<string, ToldQueue>();
  for (const queue of registry.toldQueues()) {
    if (queue.seenAt < now() - keepMs) continue;
    board.noteQueue(queue);
    written.set(nameOf(queue), queue);
  }
  const write = async (): Promise<void> => {
    const changed = [...board.toldQueues()]
      .filter((queue) => hasChanged(queue, written.get(nameOf(queue))))
      .map((queue) => ({ ...queue }));
    if (changed.length === 0) return;
    registry.noteToldQueues(changed, now() - keepMs);
    for (const queue of changed) written.set(nameOf(queue), queue);
  };
  const writing = every(everyMs, failed, write);
  return {
    [Symbol.asyncDispose]: async () => {
      await writing[Symbol.asyncDispose]();
      await write().catch(failed);
    },
  };
}

function hasChanged(queue: ToldQueue, written: ToldQueue | undefined): boolean {
  if (written === undefined || queue.name !== written.name) return true;
  return queue.seenAt - written.seenAt >= staleMs;
}

function nameOf({ tenant, id }: ToldQueue): string {
  return `${tenant} ${id}`;
}
