/**
 * Text with control characters as JSON writes them, but line ends and tabs: names, events and files are others', and must
 * not steer the terminal that shows them.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/[\p{Cc}--[\n\t]]/gv, escaped);
}

/** The same of what must stay in its line. */
export function visibleWords(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
