// Codes with their meaning, and what else rows of several endpoints say.
import type { Coded, CodeTable } from "@trunkline/contract";

export function coded(table: CodeTable, code: number): Coded {
  const key = String(code);
  return { code, words: Object.hasOwn(table, key) ? (table[key] ?? "") : "" };
}

/** 0 = it did not happen. */
export function timeOrNull(at: number): number | null {
  return at > 0 ? at : null;
}
