// The port of live connectors: a PBX protocol in, Trunkline events out.
// Every connector passes connector.conformance.ts.
import type { TrunklineEvent } from "@trunkline/contract";

export type ConnectorState = "waiting" | "connecting" | "connected" | "stopped";

/** How a connector fares, for operators. Times epoch ms, 0 = not yet. */
export type ConnectorStatus = {
  readonly name: string;
  readonly state: ConnectorState;
  readonly connectedAt: number;
  /** Time of the newest event, as the PBX told it. */
  readonly lastEventAt: number;
  readonly connections: number;
  readonly eventsRead: number;
  readonly eventsSent: number;
  /** Why the last connection ended; "" while there is none to tell of. */
  readonly lastError: string;
};

/** Resolves once the events are durable: a connector reads on only then, so the PBX's socket slows. */
export type EventSink = (events: readonly TrunklineEvent[]) => Promise<void>;

export interface Connector {
  /** Connects, reads and reconnects until the signal fires; then resolves. Never rejects before. */
  run(signal: AbortSignal): Promise<void>;
  status(): ConnectorStatus;
}
