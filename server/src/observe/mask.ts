const keptDigits = 3;

/** A phone number with all but its last digits hidden; anything shorter stays as it is. */
export function maskNumber(text: string): string {
  if (text.length <= keptDigits + 2 || !/^\+?\d+$/.test(text)) return text;
  return "*".repeat(text.length - keptDigits) + text.slice(-keptDigits);
}

/** A copy of a question with every field that holds a phone number masked. */
export function maskFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskFields);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      numberFields.has(name.toLowerCase()) ? maskNumber(String(field)) : maskFields(field),
    ]),
  );
}

const numberFields = new Set(["callerno", "calleeno", "caller", "called", "originalcalleeno"]);
