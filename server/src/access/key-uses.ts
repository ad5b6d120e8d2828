// When keys were used last: gathered in memory, written for all keys together, and seldom.
import type { KeyKind, KeyUse, Registry } from "../storage/registry.ts";

export type KeyUses = Disposable & {
  /** Once a request: costs a look-up, and a write at most once in a while. */
  readonly note: (kind: KeyKind, id: string, now: number) => void;
};

type Noted = { at: number; writtenAt: number };

export function openKeyUses({
  registry,
  everyMs,
  failed,
}: {
  readonly registry: Pick<Registry, "noteKeyUses">;
  readonly everyMs: number;
  /** A request is answered all the same. */
  readonly failed: (error: unknown) => void;
}): KeyUses {
  // Only keys of the registry come here, so these are as few.
  const uses: Readonly<Record<KeyKind, Map<string, Noted>>> = {
    bearer: new Map(),
    access: new Map(),
    app: new Map(),
  };
  let writtenAt = Number.NEGATIVE_INFINITY;
  const write = (now: number) => {
    writtenAt = now;
    const news: KeyUse[] = [];
    const told: Noted[] = [];
    // The names of a literal's fields.
    for (const kind of Object.keys(uses) as KeyKind[]) {
      for (const [id, noted] of uses[kind]) {
        if (noted.at === noted.writtenAt) continue;
        news.push({ kind, id, at: noted.at });
        told.push(noted);
      }
    }
    if (news.length === 0) return;
    try {
      registry.noteKeyUses(news);
      for (const noted of told) noted.writtenAt = noted.at;
    } catch (error) {
      failed(error);
    }
  };
  return {
    note: (kind, id, now) => {
      const known = uses[kind].get(id);
      if (known !== undefined) known.at = now;
      else uses[kind].set(id, { at: now, writtenAt: Number.NaN });
      const isDue = now < writtenAt || now - writtenAt >= everyMs;
      // The first use of a key is worth seeing at once.
      if (known === undefined || isDue) write(now);
    },
    [Symbol.dispose]: () => write(writtenAt),
  };
}
