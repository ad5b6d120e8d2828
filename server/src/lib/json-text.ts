/** The JSON of a value that was sent, for a message; undefined = it has none. */
export function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested so deep that writing it overflows the stack, which reading it does not.
    return "...";
  }
}
