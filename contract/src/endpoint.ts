// An endpoint as data: validation, static types, OpenAPI and clients all derive from its entry.
import type { Static, TSchema } from "typebox";

/** c2 = signed request, c1 = token of the token endpoint, bearer = key of our own API. */
export type Security = "c2" | "c1" | "bearer" | "none";

/** The internal listener is off by default and never on the public port. */
export type Listener = "public" | "internal";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

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
  readonly path: string;
  readonly summary: string;
  readonly security: Security;
  readonly listener: Listener;
  /** The body; of a GET, the query parameters. */
  readonly request: Request;
  /** Media types of the body; `application/json` where absent. */
  readonly requestTypes?: readonly string[];
  readonly reply: Reply;
  /** `application/json` where absent. */
  readonly replyType?: string;
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
