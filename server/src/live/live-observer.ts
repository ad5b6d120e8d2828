// Who wants to hear of every change of the board, at the instant it happens.
import type { TenantKey } from "../lib/tenant-key.ts";
import type { LiveCall } from "./live-view.ts";
import type { Stand } from "./stand.ts";

/** Called in the middle of taking in an event: notes what has changed and returns. */
export type LiveObserver = {
  /** The call stood so, or stands so now: whatever the stand names counts otherwise than before. */
  readonly callMoved: (tenant: TenantKey, call: LiveCall, stand: Stand) => void;
  /** The call is in progress no more. */
  readonly callLeft: (tenant: TenantKey, call: LiveCall) => void;
  readonly agentChanged: (tenant: TenantKey, agentId: number) => void;
};
