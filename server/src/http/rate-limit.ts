// Requests per second of one name (a key, an address): a bucket that refills steadily.

export type RateLimit = {
  /** 0 = go on; else the seconds to wait. */
  readonly take: (name: string, now: number) => number;
};

type Bucket = { tokens: number; filledAt: number };

export function openRateLimit(options: {
  readonly perSecond: number;
  /** Names remembered; the one filled longest ago is forgotten first. */
  readonly namesMax: number;
}): RateLimit {
  const { perSecond, namesMax } = options;
  const buckets = new Map<string, Bucket>();
  let latest = "";
  return {
    take: (name, now) => {
      const known = buckets.get(name);
      const bucket = known ?? { tokens: perSecond, filledAt: now };
      // The latest is the last already.
      if (known === undefined || name !== latest) {
        if (known !== undefined) buckets.delete(name);
        else if (buckets.size >= namesMax) forgetOldest(buckets);
        buckets.set(name, bucket);
        latest = name;
      }
      const elapsed = Math.max(0, now - bucket.filledAt);
      bucket.tokens = Math.min(perSecond, bucket.tokens + (elapsed * perSecond) / 1000);
      bucket.filledAt = now;
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
      bucket.tokens -= 1;
      return 0;
    },
  };
}

/** A Map iterates in order of insertion, and each filling inserts its name anew. */
function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const name of buckets.keys()) {
    buckets.delete(name);
    return;
  }
}
