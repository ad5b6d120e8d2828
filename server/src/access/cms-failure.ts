// The body of every answer of the CC-CMS family with an HTTP status of 400 or above.
import type { Static } from "typebox";
import type { HttpFailure } from "@trunkline/contract";
import { STATUS_CODES } from "../lib/node-http.ts";
import type { C2Explanation } from "./verdict.ts";

export type CmsFailureBody = Readonly<Static<typeof HttpFailure>> & {
  readonly explanation?: C2Explanation;
};

export function cmsFailure({
  status,
  path,
  now,
  message = "No message available",
  explanation,
}: {
  readonly status: number;
  /** Without the query: it may hold secrets of careless clients. */
  readonly path: string;
  readonly now: number;
  readonly message?: string;
  readonly explanation?: C2Explanation | undefined;
}): CmsFailureBody {
  return {
    timestamp: now,
    status,
    error: STATUS_CODES[status] ?? "Error",
    message,
    path,
    ...(explanation === undefined ? {} : { explanation }),
  };
}
