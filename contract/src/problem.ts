// Problems of our own API (RFC 9457): a stable code, its HTTP status and its meaning.
import { Type } from "typebox";

export const problems = {
  malformed: { status: 400, title: "The request cannot be read" },
  invalidField: { status: 400, title: "A field of the request is not as it must be" },
  invalidCursor: { status: 400, title: "The cursor is none of this list's" },
  unauthenticated: { status: 401, title: "No key, or one that is not known" },
  forbidden: { status: 403, title: "The key may not do this" },
  locked: { status: 403, title: "The address is locked after too many wrong keys" },
  notFound: { status: 404, title: "No such path" },
  unknownCall: { status: 404, title: "No such call in the tenants asked" },
  unknownTask: { status: 404, title: "No such task in the tenants asked" },
  unknownTenant: { status: 404, title: "No such tenant" },
  unknownKey: { status: 404, title: "No such key or app" },
  unknownWebhook: { status: 404, title: "No such webhook in the tenants that the key sees" },
  unknownEntry: { status: 404, title: "The tenant has no such entry" },
  methodNotAllowed: { status: 405, title: "The path takes another method" },
  notEnded: { status: 409, title: "The call is still in progress" },
  notMissed: { status: 409, title: "The call was not missed" },
  alreadyResolved: { status: 409, title: "The missed call is resolved already" },
  inUse: { status: 409, title: "What is to be removed is in use" },
  tooManyWebhooks: { status: 409, title: "The tenant has as many webhooks as it may have" },
  tooLarge: { status: 413, title: "The body is larger than allowed" },
  unsupportedMediaType: { status: 415, title: "The body's content type is not taken here" },
  tooManyRequests: { status: 429, title: "Too many requests, or too many events at once" },
  tooManyStreams: { status: 429, title: "The key has as many streams open as it may have" },
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
  field: Type.Optional(Type.String({ description: "the field of the request that is wrong" })),
});
