// What authentication says of a request.
import type { Scope } from "../storage/registry.ts";

export type Refused = {
  readonly kind: "refused";
  readonly status: 400 | 401;
  /** Never tells a wrong secret from an unknown key. */
  readonly message: string;
  /** A guess at a secret: counts towards the lock-out of its address. */
  readonly isGuess: boolean;
  readonly explanation?: C2Explanation;
};

export type Admitted = {
  readonly kind: "admitted";
  /** The access key, app key or bearer key's id: who asked. */
  readonly key: string;
  readonly scope: Scope;
};

export type Verdict = Admitted | Refused;

/** What the server built from the request: never the key, never the right signature. */
export type C2Explanation = {
  readonly prefix: string;
  /** One for each form of the query line that is accepted. */
  readonly canonical: readonly string[];
};

export function refused(message: string, isGuess: boolean, status: 400 | 401 = 401): Refused {
  return { kind: "refused", status, message, isGuess };
}
