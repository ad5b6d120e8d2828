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
    const reason = faultOfField(field, fields[field]);
    if (reason !== undefined) return { field: field.toWellFormed(), reason };
  }
  return undefined;
}

function faultOfField(name: string, value: unknown): string | undefined {
  if (name === "__proto__") return "is no name of a field";
  if (typeof value === "string") return value.isWellFormed() ? undefined : halfCharacter;
  if (typeof value !== "object" || value === null) return undefined;
  return faultOfNested(value, nestedLevelsMax - 1);
}

function faultOfNested(value: object, levels: number): string | undefined {
  if (levels === 0) return `must not be nested deeper than ${nestedLevelsMax} levels`;
  for (const inner of Object.values(value) as readonly unknown[]) {
    if (typeof inner === "string" && !inner.isWellFormed()) return halfCharacter;
    if (typeof inner !== "object" || inner === null) continue;
    const fault = faultOfNested(inner, levels - 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const halfCharacter = "must be well-formed Unicode: half of a surrogate pair is no character";
