// What is known in memory of the lists of records, between the commits that change them: days and their
// counts per tenant. While a commit is under way what it changes is read from the files.
import { tenantKey, type TenantKey } from "../../lib/tenant-key.ts";
import type { CallRow } from "../history.ts";
import { BlockCache } from "./block-cache.ts";
import type { DayOfList } from "./call-pages.ts";
import { DayList } from "./day-list.ts";
import type { DayReader } from "./day-reader.ts";
import { dayOf, missedKind } from "./minute.ts";

export type ListLimits = {
  /** Days of lists whose counts are kept, 6 kB each. */
  readonly dayListsMax: number;
  /** Kept of their rows, and of which numbers they have. */
  readonly listBytesMax: number;
};

type TenantLists = {
  /** Days of the records of commits under way. */
  readonly busyDays: number[];
  readonly days: Map<number, readonly DayOfList[]>;
  /** By placeOf(). */
  readonly lists: Map<number, KnownList>;
};

type KnownList = {
  readonly kind: number;
  readonly day: number;
  readonly list: DayList;
  readonly forget: () => void;
  usedAt: number;
};

export class ListCache {
  readonly #limits: ListLimits;
  readonly #blocks: BlockCache;
  readonly #tenants = new Map<TenantKey, TenantLists>();
  readonly #known = new Set<KnownList>();
  #uses = 0;
  /** Commits that failed: they may still be carried out, before the next one. */
  #failed: (() => void)[] = [];
  #drops = 0;

  constructor(limits: ListLimits) {
    this.#limits = limits;
    this.#blocks = new BlockCache({ bytesMax: limits.listBytesMax });
  }

  /** All days of a list; `read` must read all. */
  days(tenant: TenantKey, kind: number, read: () => readonly DayOfList[]): readonly DayOfList[] {
    const known = this.#tenant(tenant);
    if (this.#drops > 0 || known.busyDays.length > 0) return read();
    let days = known.days.get(kind);
    if (days === undefined) known.days.set(kind, (days = read()));
    return days;
  }

  /** Undefined while it changes. */
  list(
    { tenant, kind }: { readonly tenant: TenantKey; readonly kind: number },
    day: number,
    readersOf: () => readonly DayReader[],
  ): DayList | undefined {
    const { busyDays, lists } = this.#tenant(tenant);
    if (this.#drops > 0 || busyDays.some((busy) => isTouched(kind, day, busy))) return undefined;
    const place = placeOf(kind, day);
    const known = lists.get(place);
    this.#uses += 1;
    if (known !== undefined) {
      known.usedAt = this.#uses;
      return known.list;
    }
    const list = new DayList({ tenant, kind, day, readers: readersOf(), blocks: this.#blocks });
    const made = { kind, day, list, forget: () => lists.delete(place), usedAt: this.#uses };
    lists.set(place, made);
    this.#known.add(made);
    this.#makeRoom();
    return list;
  }

  /** To be called before records are written or taken out; the answer, with how that ended, afterwards. */
  writing(rows: Iterable<CallRow>): (isWritten: boolean) => void {
    const changed = new Map<TenantKey, Set<number>>();
    for (const row of rows) {
      const tenant = tenantKey(row);
      const days = changed.get(tenant) ?? new Set<number>();
      changed.set(tenant, days.add(dayOf(row.arrivedAt)));
    }
    for (const [tenant, days] of changed) this.#tenant(tenant).busyDays.push(...days);
    const release = () => {
      for (const [tenant, days] of changed) for (const day of days) this.#release(tenant, day);
    };
    return (isWritten) => {
      if (!isWritten) {
        this.#failed.push(release);
        return;
      }
      for (const releaseFailed of this.#failed.splice(0)) releaseFailed();
      release();
    };
  }

  /** To be called before a day is dropped; the answer, afterwards. */
  dropping(): () => void {
    this.#drops += 1;
    return () => {
      this.#drops -= 1;
      this.#forgetAll();
    };
  }

  #release(tenant: TenantKey, day: number): void {
    const { busyDays, days, lists } = this.#tenant(tenant);
    const index = busyDays.indexOf(day);
    if (index >= 0) busyDays.splice(index, 1);
    days.clear();
    for (const known of lists.values()) {
      if (isTouched(known.kind, known.day, day)) this.#forget(known);
    }
  }

  #makeRoom(): void {
    if (this.#known.size <= this.#limits.dayListsMax) return;
    let oldest: KnownList | undefined;
    for (const known of this.#known) {
      if (oldest === undefined || known.usedAt < oldest.usedAt) oldest = known;
    }
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(known: KnownList): void {
    known.forget();
    this.#known.delete(known);
    this.#blocks.forget(known.list);
  }

  #forgetAll(): void {
    for (const { days } of this.#tenants.values()) days.clear();
    for (const known of [...this.#known]) this.#forget(known);
  }

  #tenant(tenant: TenantKey): TenantLists {
    let known = this.#tenants.get(tenant);
    if (known === undefined) {
      known = { busyDays: [], days: new Map(), lists: new Map() };
      this.#tenants.set(tenant, known);
    }
    return known;
  }
}

/** Kinds are small numbers, days are whole. */
function placeOf(kind: number, day: number): number {
  return day + kind;
}

/** Whether a record that arrived on a day may be in a list: its wait may have begun on a later one. */
function isTouched(kind: number, listDay: number, day: number): boolean {
  return kind === missedKind ? listDay >= day : listDay === day;
}
