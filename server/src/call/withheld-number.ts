// Platforms write out that a caller hid the number: SIP "anonymous" (RFC 3323), others the words of its presentation.
const words: ReadonlySet<string> = new Set(
  "anonymous unknown <unknown> restricted private withheld unavailable blocked".split(" "),
);

/** Nobody can be told from such a number, nor called back. */
export function isWithheld(number: string): boolean {
  if (number === "") return true;
  // Most numbers begin with a digit or a plus, and need no look-up.
  return number > ":" && words.has(number.toLowerCase());
}
