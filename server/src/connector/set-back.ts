// Whether a PBX's clock was set back, as its events show.

/** Nothing comes out of order by so much. */
const disorderMicrosMax = 1_000_000;

/** `newestMicros` is the latest time that the stream has had. */
export function isSetBack(micros: number, newestMicros: number): boolean {
  return micros < newestMicros - disorderMicrosMax;
}
