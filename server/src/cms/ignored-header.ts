// The header that names what a request said in vain.

export const ignoredNamesMax = 20;
const nameLengthMax = 64;

/** Names are the sender's: whatever a header cannot carry, or a list could be confused by, is escaped. */
export function ignoredHeader(names: readonly string[]): string {
  const shown = names.slice(0, ignoredNamesMax).map((name) => headerSafe(name));
  return (names.length > ignoredNamesMax ? [...shown, "..."] : shown).join(", ");
}

function headerSafe(name: string): string {
  const text = name.length > nameLengthMax ? `${name.slice(0, nameLengthMax)}...` : name;
  return text.replace(/[^!-+\--~]/gu, (character) =>
    character.codePointAt(0) === undefined || /[\ud800-\udfff]/.test(character)
      ? "?"
      : encodeURIComponent(character),
  );
}
