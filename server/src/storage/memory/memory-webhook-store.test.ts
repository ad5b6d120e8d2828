import { webhookStoreConformance } from "../webhook-store.conformance.ts";
import { MemoryWebhookStore } from "./memory-webhook-store.ts";

webhookStoreConformance({ name: "memory", open: () => new MemoryWebhookStore() });
