// An endpoint as data: validation, static types, OpenAPI and clients all derive from its entry.
import type { Static, TSchema } from "typebox";

/** c2 = signed request, c1 = token of the token endpoint, bearer = key of our own API. */
export type Security = "c2" | "c1" | "bearer" | "none";

/** The internal listener is off by default and never on the public port. */
export type Listener = "public" | "internal";

/** What a bearer key may do. */
export type KeyRole = "read" | "live" | "supervise" | "ingest" | "admin";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** An answer other than the reply. Several may share a status: a failure in the body of a 200. */
export type EndpointFailure = {
  readonly status: number;
  readonly description: string;
  readonly schema: TSchema;
  /** `application/json` where absent. */
  readonly mediaType?: string;
};

export type Endpoint<
  Id extends string = string,
  Request extends TSchema = TSchema,
  Reply extends TSchema = TSchema,
> = {
  readonly id: Id;
  readonly method: Method;
  /** Fields of the request in braces: `/v1/calls/{callId}`. */
  readonly path: string;
  readonly summary: string;
  readonly security: Security;
  /** Of bearer endpoints: any of these roles is enough. */
  readonly roles?: readonly KeyRole[];
  readonly listener: Listener;
  /** Fields named in the path go there; the others are the body, of a GET or DELETE the query. */
  readonly request: Request;
  /** Media types of the body; `application/json` where absent. */
  readonly requestTypes?: readonly string[];
  readonly reply: Reply;
  /** `application/json` where absent. */
  readonly replyType?: string;
  /** Of an endpoint that can say the same in several. */
  readonly otherReplyTypes?: readonly string[];
  readonly failures: readonly EndpointFailure[];
  readonly example: { readonly request: Static<Request>; readonly reply: Static<Reply> };
};

/** Returns the entry as it is, with the types of its id and schemas kept. */
export function defineEndpoint<
  const Id extends string,
  Request extends TSchema,
  Reply extends TSchema,
>(entry: Endpoint<Id, Request, Reply>): Endpoint<Id, Request, Reply> {
  return entry;
}

/** Names of the fields that a path holds. */
export function pathFields(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}
