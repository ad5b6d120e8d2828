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
