// The port of live connectors: a PBX protocol in, Trunkline events out.
// Every connector passes connector.conformance.ts.
import type { TrunklineEvent } from "@trunkline/contract";
import type { ReadonlyCall } from "../call/call.ts";

export type ConnectorState = "waiting" | "connecting" | "resynchronising" | "connected" | "stopped";

/** How a connector fares, for operators. Times epoch ms, 0 = not yet. */
export type ConnectorStatus = {
  readonly name: string;
  readonly kind: string;
  readonly state: ConnectorState;
  /** The PBX as it names itself; "" until it has. */
  readonly peer: string;
  readonly connectedAt: number;
  /** Time of the newest event, as the PBX told it. */
  readonly lastEventAt: number;
  /** How far behind the PBX the last event came; ms. */
  readonly lagMs: number;
  readonly connections: number;
  readonly bytesRead: number;
  readonly eventsSent: number;
  readonly eventsRefused: number;
  /** Why the last connection ended; "" while there is none to tell of. */
  readonly lastError: string;
  /** What the PBX does not tell us, and what that costs. */
  readonly warnings: readonly string[];
  /** What it reported and gave no event, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
};

/**
 * Resolves once the events are durable: a connector takes on only so much before, and the PBX's socket
 * slows. Says how many were refused.
 */
export type EventSink = (
  events: readonly TrunklineEvent[],
) => Promise<{ readonly refused: number }>;

/** Open calls that others hold of a source: after a restart, what the connector had told of before. */
export type KnownCalls = (source: string) => Iterable<ReadonlyCall>;

export interface Connector {
  /** Connects, reads and reconnects until the signal fires; then resolves. Never rejects before. */
  run(signal: AbortSignal): Promise<void>;
  status(): ConnectorStatus;
}
