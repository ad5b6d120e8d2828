// What the log says of commits that the store refuses. Each is tried again every second: a line for each of them would
// fill, over a weekend, the disk that is full.
import type { Logger } from "pino";

export type CommitLog = {
  readonly failed: (err: unknown, attempt: number) => void;
  readonly committed: () => void;
};

const eachUpTo = 5;
const afterwardsEvery = 60;

export function openCommitLog(logger: Pick<Logger, "error" | "info">): CommitLog {
  let attempts = 0;
  return {
    failed: (err, attempt) => {
      attempts = attempt;
      if (attempt > eachUpTo && attempt % afterwardsEvery > 0) return;
      logger.error({ err, attempt }, "the store refused a commit; it will be tried again");
    },
    committed: () => {
      if (attempts === 0) return;
      logger.info({ attempts }, "the store takes commits again");
      attempts = 0;
    },
  };
}
