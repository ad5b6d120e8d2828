const shownMax = 64;

/** A part of a request as a message quotes it. */
export function shown(text: string): string {
  return text.length > shownMax ? `${text.slice(0, shownMax)}...` : text;
}
