// All readers of the live stream: one look at the board a tick for all of them, and nothing while there are none.
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveBoard } from "../live/live-board.ts";
import { ApiProblem } from "./api-problem.ts";
import { ChangeRing } from "./change-ring.ts";
import { droppedFrame, heartbeatFrame, type StreamMessages } from "./live-message.ts";
import type { LiveReader, StreamRequest } from "./live-reader.ts";
import { openReader } from "./live-reader.ts";
import type { LiveStateParts } from "./live-state.ts";
import type { StreamOutbox } from "./stream-outbox.ts";
import { TenantFeed, type RowChange } from "./tenant-feed.ts";
import type { Today } from "./today.ts";

export type FeedLimits = {
  readonly eventsPerSecondMax: number;
  readonly streamsPerKeyMax: number;
  readonly streamsMax: number;
  /** Not yet sent to one reader; more and it is dropped. */
  readonly bufferBytesMax: number;
  /** Kept for readers that come back. */
  readonly resumeBytesMax: number;
  readonly heartbeatMs: number;
  /** How long the board is watched after the last reader has gone. */
  readonly lingerMs: number;
};

export type FeedParts = LiveStateParts & {
  readonly live: LiveBoard;
  readonly today: Today;
  readonly limits: FeedLimits;
  /** The time of calls. */
  readonly now: () => number;
  readonly wallNow: () => number;
  /** Tells the numbers of this server's messages from those of another. */
  readonly feedId: string;
  readonly failed: (error: unknown) => void;
};

type Watch = { readonly feed: TenantFeed; readonly since: number };

export class LiveFeed implements Disposable {
  readonly #parts: FeedParts;
  readonly #readers = new Set<LiveReader>();
  readonly #watches = new Map<TenantKey, Watch>();
  /** Tenants of whom something was heard that nobody watches yet. */
  readonly #unseen = new Set<TenantKey>();
  readonly #recorded = new Set<TenantKey>();
  #ring: ChangeRing;
  #number = 0;
  /** Of the first message that calls are in; undefined while nobody asks for calls. */
  #callsSince: number | undefined;
  #observing: Disposable | undefined;
  #tick: NodeJS.Timeout | undefined;
  #tickedAt = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #linger: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#ring = new ChangeRing({ bytesMax: parts.limits.resumeBytesMax, floor: 0 });
  }

  get size(): number {
    return this.#readers.size;
  }

  /** Throws an ApiProblem when the key, or all keys together, have as many streams as they may have. */
  async open(request: StreamRequest): Promise<StreamOutbox> {
    const { today, failed } = this.#parts;
    const behind = new Set<TenantKey>();
    await Promise.all(
      request.tenants().map(async (tenant) => {
        const isUpToDate = await today.refresh(tenant).catch(failed);
        if (isUpToDate !== true) behind.add(tenant);
      }),
    );
    this.#refuseTooMany(request.key);
    this.#start();
    const floor = this.#watch(request);
    for (const tenant of behind) this.#count(tenant);
    const { limits, feedId } = this.#parts;
    const reader = openReader({
      request,
      messages: this.#messages,
      state: this.#parts,
      bytesMax: limits.bufferBytesMax,
      position: `${feedId}.${this.#number}`,
      // A row that is back to what the others were told last would not be told to who has read it in between.
      tellOthers: () => this.#look(),
      missed: this.#missedBy(request, floor),
    });
    this.#readers.add(reader);
    if (this.#isStopped) this.#drop(reader, "serverStops", "The server stops");
    return reader.outbox;
  }

  close(outbox: StreamOutbox): void {
    for (const reader of this.#readers) if (reader.outbox === outbox) this.#forget(reader);
  }

  /** Records of the tenant have been written: what its day has counted has changed. */
  recorded(tenant: TenantKey): void {
    this.#parts.today.recorded(tenant);
    if (this.#watches.has(tenant)) this.#count(tenant);
  }

  [Symbol.dispose](): void {
    this.#isStopped = true;
    for (const reader of this.#readers) this.#drop(reader, "serverStops", "The server stops");
    this.#stop();
  }

  readonly #messages: StreamMessages = {
    standing: (tenants) => ({
      generatedAt: this.#parts.now(),
      newestEventAt: tenants.reduce(
        (at, tenant) => Math.max(at, this.#parts.live.newestEventAt(tenant)),
        0,
      ),
    }),
    wallNow: () => this.#parts.wallNow(),
  };

  #refuseTooMany(key: string): void {
    const { streamsPerKeyMax, streamsMax } = this.#parts.limits;
    const ofKey = [...this.#readers].filter(({ request }) => request.key === key).length;
    if (ofKey < streamsPerKeyMax && this.#readers.size < streamsMax) return;
    const most =
      ofKey < streamsPerKeyMax ? `all keys ${streamsMax}` : `the key ${streamsPerKeyMax}`;
    throw new ApiProblem("tooManyStreams", `As many streams are open as may be: of ${most}`);
  }

  /** What the tenant's day has counted is to be asked for. */
  #count(tenant: TenantKey): void {
    if (this.#observing === undefined) return;
    this.#recorded.add(tenant);
    this.#schedule();
  }

  #start(): void {
    clearTimeout(this.#linger);
    if (this.#observing !== undefined || this.#isStopped) return;
    const { live, limits } = this.#parts;
    this.#number = this.#next();
    this.#ring = new ChangeRing({ bytesMax: limits.resumeBytesMax, floor: this.#number });
    this.#observing = live.observe({
      callMoved: (tenant, call, stand) => this.#hear(tenant)?.callMoved(call, stand),
      callLeft: (tenant, call) => this.#hear(tenant)?.callLeft(call),
      agentChanged: (tenant, agentId) => this.#hear(tenant)?.agentChanged(agentId),
    });
    this.#heartbeat = setInterval(() => this.#beat(), limits.heartbeatMs);
    this.#heartbeat.unref();
  }

  #stop(): void {
    clearTimeout(this.#linger);
    clearTimeout(this.#tick);
    clearInterval(this.#heartbeat);
    this.#tick = undefined;
    this.#observing?.[Symbol.dispose]();
    this.#observing = undefined;
    this.#callsSince = undefined;
    this.#watches.clear();
    this.#unseen.clear();
    this.#recorded.clear();
  }

  #hear(tenant: TenantKey): TenantFeed["marks"] | undefined {
    this.#schedule();
    const marks = this.#watches.get(tenant)?.feed.marks;
    if (marks === undefined) this.#unseen.add(tenant);
    return marks;
  }

  /** Watches what the reader asks for; returns the number since when all of it has been watched. */
  #watch(request: StreamRequest): number {
    let floor = this.#ring.floor;
    for (const tenant of request.tenants()) {
      let watch = this.#watches.get(tenant);
      if (watch === undefined) {
        watch = { feed: new TenantFeed(this.#parts, tenant), since: this.#number };
        this.#watches.set(tenant, watch);
      }
      floor = Math.max(floor, watch.since);
    }
    if (!request.kinds.has("calls")) return floor;
    this.#callsSince ??= this.#number;
    return Math.max(floor, this.#callsSince);
  }

  /** What a reader that comes back has missed; undefined when that is not known any more. */
  #missedBy(request: StreamRequest, floor: number): readonly RowChange[] | undefined {
    const [id, number] = request.lastEventId.split(".");
    const seen = Number(number);
    if (id !== this.#parts.feedId || !Number.isSafeInteger(seen)) return undefined;
    return seen >= floor && seen <= this.#number ? this.#ring.since(seen) : undefined;
  }

  #schedule(): void {
    if (this.#tick !== undefined) return;
    const pauseMs = Math.ceil(1000 / this.#parts.limits.eventsPerSecondMax);
    const waitMs = this.#tickedAt + pauseMs - this.#parts.wallNow();
    this.#tick = setTimeout(() => this.#look(), Math.min(pauseMs, Math.max(0, waitMs)));
    this.#tick.unref();
  }

  #look(): void {
    if (this.#observing === undefined) return;
    clearTimeout(this.#tick);
    this.#tick = undefined;
    this.#tickedAt = this.#parts.wallNow();
    this.#refreshToday();
    for (const tenant of this.#unseen) this.#meet(tenant);
    this.#unseen.clear();
    const now = this.#parts.now();
    const withCalls = this.#callsSince !== undefined;
    const changes: RowChange[] = [];
    for (const { feed } of this.#watches.values()) changes.push(...feed.take({ withCalls, now }));
    if (changes.length === 0) return;
    this.#number = this.#next();
    this.#ring.push(this.#number, changes);
    const id = `${this.#parts.feedId}.${this.#number}`;
    const sent = new Map<string, string>();
    for (const reader of this.#readers) {
      if (!this.#mayGoOn(reader)) continue;
      if (!reader.tell(id, changes, sent)) this.#forget(reader);
    }
  }

  /** A tenant that is new to readers who see all. */
  #meet(tenant: TenantKey): void {
    if (this.#watches.has(tenant)) return;
    if (![...this.#readers].some(({ request }) => request.tenants().includes(tenant))) return;
    const feed = new TenantFeed(this.#parts, tenant);
    feed.forget();
    for (const call of this.#parts.live.calls(tenant)) feed.marks.calls.set(call.call.callId, call);
    this.#watches.set(tenant, { feed, since: 0 });
    // Its first records may have been written while nobody watched it.
    this.#count(tenant);
  }

  #refreshToday(): void {
    const { today, failed } = this.#parts;
    for (const tenant of this.#recorded) {
      this.#recorded.delete(tenant);
      today.refresh(tenant).then((isUpToDate) => {
        const watch = this.#watches.get(tenant);
        if (watch === undefined) return;
        if (isUpToDate) watch.feed.marks.isAll = true;
        else this.#recorded.add(tenant);
        this.#schedule();
      }, failed);
    }
  }

  #beat(): void {
    for (const reader of this.#readers) {
      if (!this.#mayGoOn(reader)) continue;
      const id = `${this.#parts.feedId}.${this.#number}`;
      if (!reader.beat(heartbeatFrame(this.#messages, reader.request.tenants(), id))) {
        this.#forget(reader);
      }
    }
    // A new day, a new name: what no event tells.
    for (const [tenant, { feed }] of this.#watches) {
      feed.marks.isAll = true;
      this.#recorded.add(tenant);
    }
    this.#schedule();
  }

  /** A reader whose key may not go on is told so, and nothing after it. */
  #mayGoOn(reader: LiveReader): boolean {
    if (reader.request.mayGoOn()) return true;
    this.#drop(reader, "keyRevoked", "The key may not ask for this any more");
    return false;
  }

  #drop(reader: LiveReader, reason: "serverStops" | "keyRevoked", detail: string): void {
    reader.outbox.end(droppedFrame({ reason, detail, at: this.#parts.wallNow() }), "keepQueued");
    this.#forget(reader);
  }

  #forget(reader: LiveReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0 || this.#observing === undefined) return;
    clearTimeout(this.#linger);
    this.#linger = setTimeout(() => this.#stop(), this.#parts.limits.lingerMs);
    this.#linger.unref();
  }

  /** Rises with time, so that it tells nothing of how much happens elsewhere. */
  #next(): number {
    return Math.max(this.#parts.wallNow(), this.#number + 1);
  }
}
