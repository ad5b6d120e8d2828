// What the form of an event does not say: it may bring fields that nobody knows, and these are kept as they came. So
// they must be such that they can be: written as JSON, stored as text, and read back the same.
import type { Refusal } from "./refusal.ts";

/** Objects and lists inside each other, the event itself included. */
export const nestedLevelsMax = 16;

/** The first fault of a parsed JSON value, by the field of the event that it lies in. */
export function oddContent(event: unknown): Refusal | undefined {
  if (typeof event !== "object" || event === null) return undefined;
  // A JSON object or list, read by name.
  const fields = event as Readonly<Record<string, unknown>>;
  for (const field of Object.keys(fields)) {
    const reason =
      field === "__proto__" ? "is no name of a field" : faultOf(fields[field], nestedLevelsMax - 1);
    if (reason !== undefined) return { field: field.toWellFormed(), reason };
  }
  return undefined;
}

/** `levels`: that may follow. */
function faultOf(value: unknown, levels: number): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? undefined : halfCharacter;
  // JSON may say 1e999, which is read as Infinity and written as null.
  if (typeof value === "number") return Number.isFinite(value) ? undefined : endlessNumber;
  if (typeof value !== "object" || value === null) return undefined;
  if (levels === 0) return `must not be nested deeper than ${nestedLevelsMax} levels`;
  for (const inner of Object.values(value) as readonly unknown[]) {
    const fault = faultOf(inner, levels - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const endlessNumber = `must be a number from ${-Number.MAX_VALUE} to ${Number.MAX_VALUE}`;
const halfCharacter = "must be well-formed Unicode: half of a surrogate pair is no character";
