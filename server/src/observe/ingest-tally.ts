// What the ingest has done since the server began, for operators.

export type IngestCounts = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
};

export type IngestTally = {
  readonly note: (counts: IngestCounts) => void;
  /** lastReceivedAt: epoch ms, 0 = nothing yet. */
  readonly read: () => IngestCounts & { readonly lastReceivedAt: number };
};

export function openIngestTally(now: () => number): IngestTally {
  const sum = { accepted: 0, duplicates: 0, refused: 0, lastReceivedAt: 0 };
  return {
    note: ({ accepted, duplicates, refused }) => {
      sum.accepted += accepted;
      sum.duplicates += duplicates;
      sum.refused += refused;
      sum.lastReceivedAt = now();
    },
    read: () => ({ ...sum }),
  };
}
