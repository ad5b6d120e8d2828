export { CmsClient, type CmsClientOptions, type CmsReply, type CmsRequest } from "./cms-client.ts";
export { signC2, type C2Key } from "./c2-signature.ts";
export { postEvents, type EventsReply } from "./events-client.ts";
export { TrunklineError } from "./trunkline-error.ts";
