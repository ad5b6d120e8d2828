// The short form of a platform's call ID, for interfaces that carry at most 20 characters.
import { isDocumentedCallId } from "@trunkline/contract";

const counterMax = 1_000_000_000;

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

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
