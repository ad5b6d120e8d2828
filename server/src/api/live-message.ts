// The messages of the live stream as text.
import type { LiveDropped, LiveHeartbeat } from "@trunkline/contract";
import type { TenantKey } from "../lib/tenant-key.ts";
import { sseFrame } from "./sse-frame.ts";
import { goneJson, type RowChange, type StreamKind } from "./tenant-feed.ts";
import { timeOrNull } from "./words.ts";

export type StreamMessages = {
  /** newestEventAt: 0 = none. */
  readonly standing: (tenants: readonly TenantKey[]) => {
    readonly generatedAt: number;
    readonly newestEventAt: number;
  };
  readonly wallNow: () => number;
};

const kinds: readonly StreamKind[] = ["tenants", "accessCodes", "queues", "agents", "calls"];

/** The rows of one message, kind by kind. */
export function changeFrame(
  messages: StreamMessages,
  tenants: readonly TenantKey[],
  {
    id,
    changes,
    isMasked,
  }: {
    readonly id: string;
    readonly changes: readonly RowChange[];
    readonly isMasked: boolean;
  },
): string {
  const parts = [JSON.stringify(standingOf(messages, tenants)).slice(1, -1)];
  for (const kind of kinds) {
    const rows = changes
      .filter((change) => change.kind === kind && change.json !== "")
      .map((change) => (isMasked ? change.maskedJson() : change.json));
    if (rows.length > 0) parts.push(`"${kind}":[${rows.join(",")}]`);
  }
  const gone = changes.filter(({ json }) => json === "");
  if (gone.length > 0) parts.push(`"gone":[${gone.map(goneJson).join(",")}]`);
  return sseFrame({ event: "change", id, data: `{${parts.join(",")}}` });
}

export function heartbeatFrame(
  messages: StreamMessages,
  tenants: readonly TenantKey[],
  id: string,
): string {
  const data = JSON.stringify(standingOf(messages, tenants));
  return sseFrame({ event: "heartbeat", id, data });
}

export function droppedFrame(dropped: LiveDropped): string {
  return sseFrame({ event: "dropped", data: JSON.stringify(dropped) });
}

export function standingOf(messages: StreamMessages, tenants: readonly TenantKey[]): LiveHeartbeat {
  const { generatedAt, newestEventAt } = messages.standing(tenants);
  return { generatedAt, completeUpTo: timeOrNull(newestEventAt) };
}
