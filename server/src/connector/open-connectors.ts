// The configuration's sources -> their connectors.
import type { Connector, EventSink, KnownCalls } from "./connector.ts";
import { liveSourceOf, type LiveSource, type SourceEntry } from "./live-source.ts";
import { openSocketConnector, type LineLimits } from "./socket-connector.ts";

export type ConnectorParts = {
  readonly sinkOf: (source: LiveSource) => EventSink;
  readonly knownCalls: KnownCalls;
  readonly limits: LineLimits;
  readonly now: () => number;
  readonly random: () => number;
  readonly tell: (level: "info" | "warn", text: string) => void;
};

export function openConnectors(
  entries: readonly SourceEntry[],
  parts: ConnectorParts,
): readonly Connector[] {
  const sources = entries.flatMap((entry) => liveSourceOf(entry) ?? []);
  const names = new Set<string>();
  for (const { name } of sources) {
    if (names.has(name)) {
      throw new Error(`Cannot listen to two sources named '${name}': give each its own 'source'`);
    }
    names.add(name);
  }
  return sources.map((source) => {
    const { name, kind, address } = source;
    const { limits, now, random, tell } = parts;
    const conversation = source.converse(parts.knownCalls);
    const sink = parts.sinkOf(source);
    return openSocketConnector({
      name,
      kind,
      address,
      conversation,
      sink,
      limits,
      now,
      random,
      tell,
    });
  });
}
