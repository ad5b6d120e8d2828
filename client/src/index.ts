export type * from "./contract.ts";
export { EventStreamReader, type StreamEvent } from "./event-stream.ts";
export { LiveRows, rowKey } from "./live-rows.ts";
export type { LiveOptions } from "./live-stream.ts";
export {
  openTrunkline,
  type ApiCall,
  type ApiId,
  type ApiReply,
  type Trunkline,
  type TrunklineOptions,
} from "./open-trunkline.ts";
export { openCms, type Cms, type CmsId, type CmsOptions } from "./open-cms.ts";
export { signC2, type C2Key, type C2Request } from "./c2-signature.ts";
export type { CallOptions, Send } from "./send.ts";
export { TrunklineError } from "./trunkline-error.ts";
export { verifyWebhook, type WebhookHeaders, type WebhookRequest } from "./verify-webhook.ts";
export { WebhookError, type WebhookFault } from "./webhook-error.ts";
