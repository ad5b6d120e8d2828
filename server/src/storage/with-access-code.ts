// An access code among those of its tenant: one ID and one number each.
import type { AccessCode } from "./registry.ts";

export type WithAccessCode =
  | { readonly kind: "put"; readonly accessCodes: readonly AccessCode[] }
  | { readonly kind: "numberTaken"; readonly by: AccessCode };

/** Adds or replaces; by ID, ascending. */
export function withAccessCode(codes: readonly AccessCode[], code: AccessCode): WithAccessCode {
  const others = codes.filter(({ innoId }) => innoId !== code.innoId);
  const by = others.find(({ number }) => number === code.number);
  if (by !== undefined) return { kind: "numberTaken", by };
  const accessCodes = [...others, code].sort((a, b) => a.innoId - b.innoId);
  return { kind: "put", accessCodes };
}

export type DistinctCodes =
  | { readonly kind: "distinct"; readonly accessCodes: readonly AccessCode[] }
  /** In words: which one has the ID or the number of which other. */
  | { readonly kind: "twice"; readonly words: string };

/** All codes of a tenant, by ID, ascending. */
export function distinctCodes(given: readonly AccessCode[]): DistinctCodes {
  for (const [index, { innoId, number }] of given.entries()) {
    const before = given.slice(0, index);
    const by = before.find((code) => code.innoId === innoId || code.number === number);
    if (by === undefined) continue;
    return { kind: "twice", words: `'${innoId}=${number}' follows '${by.innoId}=${by.number}'` };
  }
  return { kind: "distinct", accessCodes: given.toSorted((a, b) => a.innoId - b.innoId) };
}
