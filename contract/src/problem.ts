// Problems of our own API (RFC 9457): a stable code, its HTTP status and its meaning.
import { Type } from "typebox";

export const problems = {
  malformed: { status: 400, title: "The request cannot be read" },
  allEventsRefused: { status: 400, title: "Every event was refused" },
  unauthenticated: { status: 401, title: "No key, or one that is not known" },
  forbidden: { status: 403, title: "The key may not do this" },
  locked: { status: 403, title: "The address is locked after too many wrong keys" },
  notFound: { status: 404, title: "No such path" },
  methodNotAllowed: { status: 405, title: "The path takes another method" },
  tooLarge: { status: 413, title: "The body is larger than allowed" },
  unsupportedMediaType: { status: 415, title: "The body's content type is not taken here" },
  tooManyRequests: { status: 429, title: "Too many requests, or too many events at once" },
  internal: { status: 500, title: "The server failed; the request id finds the reason in its log" },
  unavailable: { status: 503, title: "The server is not ready" },
} as const;

export type ProblemCode = keyof typeof problems;

/** `application/problem+json` */
export const Problem = Type.Object({
  type: Type.String({ description: "docs/reference/problems.md#{code}" }),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  instance: Type.String({ description: "the request id" }),
});
