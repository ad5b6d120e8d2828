// A connector over a socket: connects, talks, hands events on, and begins again when the line breaks.
import { setTimeout as delay } from "node:timers/promises";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Connector, ConnectorState, ConnectorStatus, EventSink } from "./connector.ts";
import { converse, type ConversationLimits } from "./converse.ts";
import type { Conversation, Dialogue } from "./dialogue.ts";
import { pauseAfter } from "../lib/pause-after.ts";
import { defaultBackOff, keepConnected, type BackOff } from "./keep-connected.ts";
import { openSocket, type SocketAddress } from "./open-socket.ts";

export type LineLimits = ConversationLimits & {
  readonly backOff: BackOff;
  readonly connectTimeoutMs: number;
};

export const defaultLineLimits: LineLimits = {
  backOff: defaultBackOff,
  connectTimeoutMs: 10_000,
  readAheadBytesMax: 32 * 1024 * 1024,
  quietMs: 50,
  silenceMs: 15_000,
};

export type SocketConnectorParts = {
  readonly name: string;
  readonly kind: string;
  readonly address: SocketAddress;
  readonly conversation: Conversation;
  readonly sink: EventSink;
  readonly limits: LineLimits;
  readonly now: () => number;
  readonly random: () => number;
  /** Told what an operator should know. */
  readonly tell: (level: "info" | "warn", text: string) => void;
};

export function openSocketConnector(parts: SocketConnectorParts): Connector {
  return new SocketConnector(parts);
}

class SocketConnector implements Connector {
  readonly #parts: SocketConnectorParts;
  #state: ConnectorState = "waiting";
  #peer = "";
  #connectedAt = 0;
  #lastEventAt = 0;
  #lagMs = 0;
  #connections = 0;
  #bytesRead = 0;
  #eventsSent = 0;
  #eventsRefused = 0;
  #lastError = "";
  readonly #warned = new Set<string>();

  constructor(parts: SocketConnectorParts) {
    this.#parts = parts;
  }

  status(): ConnectorStatus {
    const { name, kind, conversation } = this.#parts;
    return {
      name,
      kind,
      state: this.#state,
      peer: this.#peer,
      connectedAt: this.#connectedAt,
      lastEventAt: this.#lastEventAt,
      lagMs: this.#lagMs,
      connections: this.#connections,
      bytesRead: this.#bytesRead,
      eventsSent: this.#eventsSent,
      eventsRefused: this.#eventsRefused,
      lastError: this.#lastError,
      warnings: conversation.warnings(),
      skipped: Object.fromEntries(conversation.skipped()),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { name, limits, now, random, tell } = this.#parts;
    await keepConnected({
      connect: (until) => this.#connect(until),
      liveSince: () => this.#connectedAt,
      failed: (error, pauseMs) => {
        this.#state = "waiting";
        this.#connectedAt = 0;
        this.#lastError = error instanceof Error ? error.message : String(error);
        tell("warn", `${name}: ${this.#lastError}; next try in ${pauseMs} ms`);
      },
      backOff: limits.backOff,
      random,
      now,
      signal,
    });
    this.#state = "stopped";
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { address, limits, conversation, now } = this.#parts;
    this.#state = "connecting";
    const { connectTimeoutMs } = limits;
    const socket = await openSocket(address, { signal, connectTimeoutMs });
    try {
      this.#connections += 1;
      this.#state = "resynchronising";
      const dialogue = conversation.open();
      const listener = {
        heard: (chunk: Buffer) => {
          this.#bytesRead += chunk.length;
        },
        told: (events: readonly TrunklineEvent[]) => this.#deliver(events, signal),
        isOver: () => {
          this.#note(dialogue);
          return false;
        },
      };
      await converse({ socket, dialogue, listener, limits, now });
    } finally {
      socket.destroy();
    }
  }

  /** A store that fails is tried until it takes them: meanwhile the socket waits, and nothing is lost. */
  async #deliver(events: readonly TrunklineEvent[], signal: AbortSignal): Promise<void> {
    const { sink, limits, random, now, name, tell } = this.#parts;
    for (let failures = 1; ; failures += 1) {
      try {
        const { refused } = await sink(events);
        this.#eventsRefused += refused;
        break;
      } catch (error) {
        const pauseMs = pauseAfter(failures, limits.backOff, random());
        this.#lastError = error instanceof Error ? error.message : String(error);
        tell("warn", `${name}: ${this.#lastError}; events are tried again in ${pauseMs} ms`);
        await delay(pauseMs, undefined, { signal });
      }
    }
    this.#eventsSent += events.length;
    this.#lastEventAt = events.reduce((latest, { at }) => Math.max(latest, at), this.#lastEventAt);
    this.#lagMs = Math.max(0, now() - this.#lastEventAt);
  }

  #note(dialogue: Dialogue): void {
    const { name, conversation, now, tell } = this.#parts;
    this.#peer = dialogue.peer;
    for (const warning of conversation.warnings()) {
      if (this.#warned.has(warning)) continue;
      this.#warned.add(warning);
      tell("warn", `${name}: ${warning}`);
    }
    if (!dialogue.isReady || this.#state === "connected") return;
    this.#state = "connected";
    this.#connectedAt = now();
    this.#lastError = "";
    tell("info", `${name}: connected to ${dialogue.peer}`);
  }
}
