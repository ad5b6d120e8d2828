// The options of webhooks.
import { Type } from "typebox";
import { booleanOption, integerOption, option, timerMsMax } from "./option.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const webhookOptions = {
  "webhook.perTenantMax": integerOption(
    { min: 0, max: 1000, preset: 20 },
    { description: "Webhooks that a tenant may have; 0 = none can be made" },
  ),
  "webhook.allowHttp": booleanOption(false, {
    description: "Webhooks may be sent unencrypted, to http:// addresses",
  }),
  "webhook.privateNetworksAllowed": option(
    Type.Array(Type.String({ minLength: 1, maxLength: 50 })),
    [],
    {
      description:
        "Private networks that webhooks may be sent to, each as 10.1.0.0/16; all others are refused when the connection is made",
    },
  ),
  "webhook.timeoutMs": integerOption(
    { min: 100, max: 5 * minuteMs, preset: 15_000 },
    { description: "Time that a receiver has to take a message and answer", unit: "ms" },
  ),
  "webhook.responseBytesMax": integerOption(
    { min: 0, preset: 65_536 },
    { description: "Bytes of a receiver's answer that are read; none are kept", unit: "bytes" },
  ),
  "webhook.retryFirstMs": integerOption(
    { min: 10, preset: 5000 },
    {
      description: "Pause after a first failed attempt; it doubles, half of it is chance",
      unit: "ms",
    },
  ),
  "webhook.retryMostMs": integerOption(
    { min: 10, preset: hourMs },
    { description: "Longest pause between attempts", unit: "ms" },
  ),
  "webhook.retryForMs": integerOption(
    { min: 1000, preset: dayMs },
    {
      description:
        "How long a message is tried, from its first attempt on; then it is parked, and a webhook that took nothing since is switched off",
      unit: "ms",
    },
  ),
  "webhook.orderedForMs": integerOption(
    { min: 0, preset: 5 * minuteMs },
    { description: "How long a message that fails holds up those behind it", unit: "ms" },
  ),
  "webhook.inFlightMax": integerOption(
    { min: 1, max: 10_000, preset: 32 },
    { description: "Messages on their way at once, of all webhooks" },
  ),
  "webhook.inFlightPerWebhookMax": integerOption(
    { min: 1, max: 1000, preset: 1 },
    { description: "Messages of one webhook on their way at once; above 1 their order is lost" },
  ),
  "webhook.pendingMax": integerOption(
    { min: 1, preset: 10_000 },
    {
      description:
        "Messages that wait in the queue of one webhook; what comes then stays in the history until there is room",
    },
  ),
  "webhook.gatheredMax": integerOption(
    { min: 1, preset: 2000 },
    { description: "Records that wait in memory for the queue of one webhook" },
  ),
  "webhook.overlapMs": integerOption(
    { min: 0, preset: minuteMs },
    {
      description: "How much of the history is read twice after a start: clocks are set back",
      unit: "ms",
    },
  ),
  "webhook.endedWithinMs": integerOption(
    { min: 0, preset: dayMs },
    {
      description:
        "A call that ended longer before it was recorded, as in an import, is sent by a replay only",
      unit: "ms",
    },
  ),
  "webhook.formerSecretMs": integerOption(
    { min: 0, preset: dayMs },
    { description: "How long a replaced secret signs beside the new one", unit: "ms" },
  ),
  "webhook.keepDeliveredMs": integerOption(
    { min: 0, preset: hourMs },
    { description: "How long a delivered message is listed", unit: "ms" },
  ),
  "webhook.keepParkedMs": integerOption(
    { min: 0, preset: 30 * dayMs },
    { description: "How long a parked message is listed", unit: "ms" },
  ),
  "webhook.queueCheckMs": integerOption(
    { min: 10, max: timerMsMax, preset: 1000 },
    { description: "How often queues are compared with the limits of webhooks", unit: "ms" },
  ),
  "webhook.queueSettleMs": integerOption(
    { min: 0, preset: 30_000 },
    { description: "How long a queue must be under its limits to be told as back", unit: "ms" },
  ),
} as const;
