// The types of everything that crosses the wire, and nothing of the contract at run time.
// In the package they are written out by `type-source.ts`, under the same names.
import type {
  apiEndpoints,
  cmsQueryEndpoints,
  LiveMessage as ContractMessage,
  Problem,
  SentEvent as ContractEvent,
  WebhookMessage as ContractWebhookMessage,
} from "@trunkline/contract";
import type { Static } from "typebox";

type ApiEntry = (typeof apiEndpoints)[number];
type CmsEntry = (typeof cmsQueryEndpoints)[number];

type AsRead<Value> = Value extends readonly (infer Item)[]
  ? readonly AsRead<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]: AsRead<Value[Name]> }
    : Value;

export type ApiRequests = {
  readonly [Entry in ApiEntry as Entry["id"]]: AsRead<Static<Entry["request"]>>;
};
export type ApiReplies = {
  readonly [Entry in ApiEntry as Entry["id"]]: AsRead<Static<Entry["reply"]>>;
};
export type CmsRequests = {
  readonly [Entry in CmsEntry as Entry["id"]]: AsRead<Static<Entry["request"]>>;
};
export type CmsReplies = {
  readonly [Entry in CmsEntry as Entry["id"]]: AsRead<Static<Entry["reply"]>>;
};
export type LiveMessage = AsRead<ContractMessage>;
export type ProblemDocument = AsRead<Static<typeof Problem>>;
/** An event as `postEvents` takes it. */
export type SentEvent = AsRead<ContractEvent>;
/** What a webhook is sent. */
export type WebhookMessage = AsRead<ContractWebhookMessage>;
