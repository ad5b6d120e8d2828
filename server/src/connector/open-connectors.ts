// The configuration's sources -> their connectors. Another PBX is a folder and a line here.
import { readFileSync } from "node:fs";
import { tenantKey, type TenantKey } from "../lib/tenant-key.ts";
import { defaultAmiDialogueLimits, openAmiConversation } from "./asterisk-ami/ami-dialogue.ts";
import { parseAmiSettings } from "./asterisk-ami/ami-settings.ts";
import type { Connector, EventSink, KnownCalls } from "./connector.ts";
import type { Conversation } from "./dialogue.ts";
import { defaultEslDialogueLimits, openEslConversation } from "./freeswitch-esl/esl-dialogue.ts";
import { parseEslSettings } from "./freeswitch-esl/esl-settings.ts";
import type { SocketAddress } from "./open-socket.ts";
import { openSocketConnector, type LineLimits } from "./socket-connector.ts";

export type SourceEntry = { readonly kind: string };

export type LiveSource = {
  readonly name: string;
  readonly kind: string;
  /** Whose calls this PBX carries: it may write no other's. */
  readonly tenants: readonly TenantKey[];
  readonly address: SocketAddress;
  readonly converse: (knownCalls: KnownCalls) => Conversation;
};

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

/** The entries of PBXs that are imported only have no connection. */
export function liveSourceOf(entry: SourceEntry): LiveSource | undefined {
  switch (entry.kind) {
    case "asterisk-ami":
      return asteriskSource(entry);
    case "freeswitch-esl":
      return freeswitchSource(entry);
    default:
      return undefined;
  }
}

function asteriskSource({ kind, ...rest }: SourceEntry): LiveSource | undefined {
  const settings = parseAmiSettings(rest);
  const { source: name, connection } = settings;
  if (connection === undefined) return undefined;
  const secret = secretOf(name, connection.secret, connection.secretFile);
  const login = { username: connection.username, secret };
  return {
    name,
    kind,
    tenants: settings.tenants.map(tenantKey),
    address: addressOf(name, connection),
    converse: (knownCalls) =>
      openAmiConversation({ settings, login, limits: defaultAmiDialogueLimits, knownCalls }),
  };
}

function freeswitchSource({ kind, ...rest }: SourceEntry): LiveSource | undefined {
  const settings = parseEslSettings(rest);
  const { source: name, connection } = settings;
  if (connection === undefined) return undefined;
  const password = secretOf(name, connection.password, connection.passwordFile);
  const login = { user: connection.user, password, format: connection.format };
  return {
    name,
    kind,
    tenants: settings.tenants.map(tenantKey),
    address: addressOf(name, connection),
    converse: (knownCalls) =>
      openEslConversation({ settings, login, limits: defaultEslDialogueLimits, knownCalls }),
  };
}

type Connection = {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly tlsAuthorityFile: string;
};

function addressOf(name: string, { tlsAuthorityFile, ...rest }: Connection): SocketAddress {
  const { host, port, tls } = rest;
  const tlsAuthority = tlsAuthorityFile === "" ? "" : readOf(name, tlsAuthorityFile);
  return { host, port, tls, tlsAuthority };
}

function secretOf(name: string, secret: string, file: string): string {
  if (secret !== "" || file === "") return secret;
  return readOf(name, file).split(/\r?\n/)[0] ?? "";
}

function readOf(name: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(`Cannot read '${file}' of source '${name}': ${String(cause)}`, { cause });
  }
}
