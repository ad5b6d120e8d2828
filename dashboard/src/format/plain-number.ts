/** A number as letters and address books write it, +49 (30) 123-45, as it is dialled. */
export function plainNumber(text: string): string {
  const trimmed = text.trim();
  // Digits with nothing but dots and hyphens between may be the ID of a call.
  const isWritten = /^\+?[\d\s()./-]+$/.test(trimmed) && /^\+|[\s()/]/.test(trimmed);
  return isWritten ? trimmed.replaceAll(/[\s()./-]/g, "") : trimmed;
}
