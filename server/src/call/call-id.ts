// The short form of a platform's call ID, for interfaces that carry at most 20 characters, and what it tells.
import { isDocumentedCallId } from "@trunkline/contract";

const counterMax = 1_000_000_000;
const secondsAndCounter = /^([1-9]\d{0,11})-(0|[1-9]\d{0,11})$/;

/**
 * `{seconds}-{counter}`: the callId itself where it has that form, else the seconds of its first event
 * and a counter made from the callId, so that every node and every restart assigns the same one.
 * `isTaken` tells of IDs in use by other calls of the tenant.
 */
export function assignCmsCallId(
  callId: string,
  firstAt: number,
  isTaken: (cmsCallId: string) => boolean,
): string {
  if (isDocumentedCallId(callId)) return callId;
  const seconds = Math.floor(firstAt / 1000);
  let counter = fingerprint(callId) % counterMax;
  for (;;) {
    const cmsCallId = `${seconds}-${counter}`;
    if (!isTaken(cmsCallId)) return cmsCallId;
    counter = (counter + 1) % counterMax;
  }
}

/** The parts of a call ID that tells its own second: `{epoch seconds}-{counter}`. */
export function partsOfCallId(
  callId: string,
): { readonly second: number; readonly counter: number } | undefined {
  const match = secondsAndCounter.exec(callId);
  return match === null ? undefined : { second: Number(match[1]), counter: Number(match[2]) };
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
