// The times of a row -> where the call was from when to when; and what is wrong with them.
import type { FactTime } from "../fact-writer.ts";

export type Stay = { readonly from: FactTime; readonly to: FactTime | undefined };

export type RowStays = {
  readonly arrived: FactTime | undefined;
  readonly ivr: Stay | undefined;
  readonly queue: Stay | undefined;
  readonly talk: Stay | undefined;
  readonly ended: FactTime | undefined;
};

export type Mended = {
  readonly stays: RowStays;
  /** What was left out of the row, and why. */
  readonly leftOut: readonly string[];
  /** What is odd, and was told nevertheless. */
  readonly odd: readonly string[];
};

const backwards = {
  ivr: "IVR ends before it begins: the IVR is left out",
  queue: "queue ends before it begins: the queue is left out",
} as const;

const early = {
  queueBeforeIvr: "queue begins before the IVR does: the IVR is left out",
  talkBeforeIvr: "service begins before the IVR does: the IVR is left out",
  talkBeforeQueue: "service begins before the queue does: the queue is left out",
} as const;

const overlap = {
  ivrQueue: "queue begins before the IVR ends: the IVR ends with it",
  ivrTalk: "service begins before the IVR ends: the IVR ends with it",
  queueTalk: "service begins before the queue ends: the queue ends with it",
} as const;

/** One device at a time: a contradiction costs the earlier stay, an overlap its end. */
export function mendStays(raw: RowStays, overlapMsMax: number): Mended {
  const leftOut: string[] = [];
  const leaveOut = (reason: string) => {
    leftOut.push(reason);
    return undefined;
  };
  let { ivr, queue } = raw;
  const { talk } = raw;
  if (isBackwards(ivr)) ivr = leaveOut(backwards.ivr);
  if (isBackwards(queue)) queue = leaveOut(backwards.queue);
  if (beginsBefore(queue, ivr)) ivr = leaveOut(early.queueBeforeIvr);
  if (beginsBefore(talk, queue)) queue = leaveOut(early.talkBeforeQueue);
  if (beginsBefore(talk, ivr)) ivr = leaveOut(early.talkBeforeIvr);
  const odd: string[] = [];
  if (overlaps(ivr, queue, overlapMsMax)) odd.push(overlap.ivrQueue);
  else if (overlaps(ivr, talk, overlapMsMax)) odd.push(overlap.ivrTalk);
  if (overlaps(queue, talk, overlapMsMax)) odd.push(overlap.queueTalk);
  return { stays: { ...raw, ivr, queue }, leftOut, odd };
}

export function isBackwards(stay: Stay | undefined): boolean {
  return stay?.to !== undefined && stay.to.at < stay.from.at;
}

function beginsBefore(later: Stay | undefined, earlier: Stay | undefined): boolean {
  return later !== undefined && earlier !== undefined && later.from.at < earlier.from.at;
}

function overlaps(
  earlier: Stay | undefined,
  later: Stay | undefined,
  overlapMsMax: number,
): boolean {
  if (earlier?.to === undefined || later === undefined) return false;
  return earlier.to.at > later.from.at + overlapMsMax;
}

/** The earliest of the row's times, or the latest; undefined when it has none. */
export function earliestOf(times: readonly (FactTime | undefined)[]): FactTime | undefined {
  return times.reduce((best, time) => (isBetter(time, best, -1) ? time : best), undefined);
}

export function latestOf(times: readonly (FactTime | undefined)[]): FactTime | undefined {
  return times.reduce((best, time) => (isBetter(time, best, 1) ? time : best), undefined);
}

function isBetter(time: FactTime | undefined, best: FactTime | undefined, sign: 1 | -1): boolean {
  return time !== undefined && (best === undefined || (time.at - best.at) * sign > 0);
}
