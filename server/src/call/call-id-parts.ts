// What a call ID of the documented form tells. Imports nothing: the writer's thread loads it.

const secondsAndCounter = /^([1-9]\d{0,11})-(0|[1-9]\d{0,11})$/;

/** The parts of a call ID that tells its own second: `{epoch seconds}-{counter}`. */
export function partsOfCallId(
  callId: string,
): { readonly second: number; readonly counter: number } | undefined {
  const match = secondsAndCounter.exec(callId);
  return match === null ? undefined : { second: Number(match[1]), counter: Number(match[2]) };
}
