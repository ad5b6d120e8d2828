// An access code among those of its tenant: one ID and one number each.
import type { AccessCode } from "./registry.ts";

export type WithAccessCode =
  | { readonly kind: "put"; readonly accessCodes: readonly AccessCode[] }
  | { readonly kind: "numberTaken"; readonly by: AccessCode };

/** Adds one whose ID and number no other has; `by` has one of them otherwise. */
export function addAccessCode(codes: readonly AccessCode[], code: AccessCode): WithAccessCode {
  const by = codes.find(({ innoId }) => innoId === code.innoId);
  return by === undefined ? withAccessCode(codes, code) : { kind: "numberTaken", by };
}

/** Adds or replaces; by ID, ascending. */
export function withAccessCode(codes: readonly AccessCode[], code: AccessCode): WithAccessCode {
  const others = codes.filter(({ innoId }) => innoId !== code.innoId);
  const by = others.find(({ number }) => number === code.number);
  if (by !== undefined) return { kind: "numberTaken", by };
  const accessCodes = [...others, code].sort((a, b) => a.innoId - b.innoId);
  return { kind: "put", accessCodes };
}
