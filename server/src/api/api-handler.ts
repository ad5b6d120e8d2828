// What a handler of our own API is given and gives: no web framework, no database.
import type { Static } from "typebox";
import type { V1EndpointId, v1Endpoints } from "@trunkline/contract";
import type { Role, Scope } from "../storage/registry.ts";

export type V1Endpoint = (typeof v1Endpoints)[number];

/** The fields of a request once read: an instant is epoch ms, whatever was sent. */
export type ReadFields<Sent> = {
  readonly [Name in keyof Sent]: number | string extends Sent[Name] ? number : Sent[Name];
};

export type Asker = { readonly key: string; readonly role: Role; readonly scope: Scope };

export type ApiRequest<Fields> = Asker & {
  readonly fields: Fields;
  /** The time of calls, which a demo that replays is ahead of or behind. */
  readonly now: number;
  /** The time of keys. */
  readonly wallNow: number;
  /** Fires when nobody waits for the answer: the client has gone, or the server closes. */
  readonly signal: AbortSignal;
};

export type Answer<Entry extends V1Endpoint> = Static<Entry["reply"]>;

export type ApiHandler<Entry extends V1Endpoint> = (
  request: ApiRequest<ReadFields<Static<Entry["request"]>>>,
) => Answer<Entry> | Promise<Answer<Entry>>;

export type ApiHandlerOf<Id extends V1EndpointId> = ApiHandler<Extract<V1Endpoint, { id: Id }>>;

/** An endpoint without a handler does not compile. */
export type ApiHandlers = { readonly [Id in V1EndpointId]: ApiHandlerOf<Id> };
