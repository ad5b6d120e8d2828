// When two events are the same one, told twice.
import type { TrunklineEvent } from "@trunkline/contract";
import { canonicalJson } from "../lib/canonical-json.ts";

/** What an event names no source by. */
export const defaultSource = "http";

/**
 * Events with an id are told apart by (source, id); the others by their content. The access code is
 * left out: the server adds it from its table, which may change between two tellings.
 */
export function isSameEvent(a: TrunklineEvent, b: TrunklineEvent): boolean {
  if (a.kind !== b.kind && a.id === undefined) return false;
  if ((a.id === undefined) !== (b.id === undefined)) return false;
  if (a.id !== undefined) {
    return a.id === b.id && (a.source ?? defaultSource) === (b.source ?? defaultSource);
  }
  return a.at === b.at && isSameContent(a, b);
}

function isSameContent(a: TrunklineEvent, b: TrunklineEvent): boolean {
  const left = Object.entries(a);
  for (const [name, value] of left) {
    if (name !== "innoId" && !isSameValue(value, fieldOf(b, name))) return false;
  }
  for (const name of Object.keys(b)) {
    if (name !== "innoId" && !Object.hasOwn(a, name)) return false;
  }
  return true;
}

function fieldOf(event: TrunklineEvent, name: string): unknown {
  // Events are plain data; their own fields are read by name.
  return (event as unknown as Readonly<Record<string, unknown>>)[name];
}

function isSameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  return canonicalJson(a) === canonicalJson(b);
}
