// What the dashboard asks of the server: types from the contract, nothing of it at run time.
import type { apiEndpoints } from "@trunkline/contract";
import type { Static } from "typebox";

type Entry = (typeof apiEndpoints)[number];
export type EndpointId = Entry["id"];
type EntryOf<Id extends EndpointId> = Extract<Entry, { id: Id }>;
export type RequestOf<Id extends EndpointId> = Static<EntryOf<Id>["request"]>;
export type ReplyOf<Id extends EndpointId> = Static<EntryOf<Id>["reply"]>;

export type Me = ReplyOf<"getMe">;
