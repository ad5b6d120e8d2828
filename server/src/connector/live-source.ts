// An entry of the configuration's sources -> all that can be done with a PBX that is live. Another PBX is
// a folder and a case here.
import { readFileSync } from "node:fs";
import { tenantKey, type Tenant, type TenantKey } from "../lib/tenant-key.ts";
import { defaultAmiDialogueLimits, openAmiConversation } from "./asterisk-ami/ami-dialogue.ts";
import { parseAmiSettings } from "./asterisk-ami/ami-settings.ts";
import { openAmiAnonymiser } from "./asterisk-ami/anonymise-ami.ts";
import { asteriskUnreachable } from "./asterisk-ami/asterisk-findings.ts";
import { openAsteriskExamination } from "./asterisk-ami/examine-asterisk.ts";
import type { KnownCalls } from "./connector.ts";
import type { Conversation } from "./dialogue.ts";
import { Disguise } from "./disguise.ts";
import type { ExaminedSource } from "./examine-source.ts";
import { openEslAnonymiser } from "./freeswitch-esl/anonymise-esl.ts";
import { defaultEslDialogueLimits, openEslConversation } from "./freeswitch-esl/esl-dialogue.ts";
import { parseEslSettings } from "./freeswitch-esl/esl-settings.ts";
import { openFreeswitchExamination } from "./freeswitch-esl/examine-freeswitch.ts";
import { freeswitchUnreachable } from "./freeswitch-esl/freeswitch-findings.ts";
import type { SocketAddress } from "./open-socket.ts";
import type { StreamFilter } from "./stream-filter.ts";

export type SourceEntry = { readonly kind: string };

export type LiveSource = ExaminedSource & {
  readonly name: string;
  readonly kind: string;
  /** Whose calls this PBX carries: it may write no other's. */
  readonly tenants: readonly TenantKey[];
  readonly converse: (knownCalls: KnownCalls) => Conversation;
  /** Takes numbers and names out of what it sends; another key gives other numbers. */
  readonly anonymise: (key: Uint8Array) => StreamFilter;
  /** What we log in with. */
  readonly secret: string;
  /** All but how to connect. */
  readonly settings: object;
};

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

export type DescribedSource = {
  readonly name: string;
  /** "" = it is imported only. */
  readonly where: string;
  readonly tenants: readonly Tenant[];
};

/** What the configuration says of a PBX, without its secrets: none of their files is read. */
export function describeLiveSource({ kind, ...rest }: SourceEntry): DescribedSource | undefined {
  switch (kind) {
    case "asterisk-ami":
      return described(parseAmiSettings(rest));
    case "freeswitch-esl":
      return described(parseEslSettings(rest));
    default:
      return undefined;
  }
}

function described(settings: {
  readonly source: string;
  readonly connection?: Connection;
  readonly tenants: readonly Tenant[];
}): DescribedSource {
  const { source: name, connection, tenants } = settings;
  if (connection === undefined) return { name, where: "", tenants };
  const { host, port, tls } = connection;
  return { name, where: `${host}:${port}${tls ? " (TLS)" : ""}`, tenants };
}

function asteriskSource({ kind, ...rest }: SourceEntry): LiveSource | undefined {
  const settings = parseAmiSettings(rest);
  const { source: name, connection, ...others } = settings;
  if (connection === undefined) return undefined;
  const secret = secretOf(name, connection.secret, connection.secretFile);
  const login = { username: connection.username, secret };
  const limits = defaultAmiDialogueLimits;
  const address = `${connection.host}:${connection.port}`;
  return {
    name,
    kind,
    tenants: settings.tenants.map(tenantKey),
    address: addressOf(name, connection),
    converse: (knownCalls) => openAmiConversation({ settings, login, limits, knownCalls }),
    examine: (localAddress) =>
      openAsteriskExamination({ settings, login, limits }, { address, localAddress }),
    unreachable: (why) => asteriskUnreachable(address, why),
    anonymise: (key) => openAmiAnonymiser({ disguise: new Disguise({ key, settings }), limits }),
    secret,
    settings: { source: name, ...others },
  };
}

function freeswitchSource({ kind, ...rest }: SourceEntry): LiveSource | undefined {
  const settings = parseEslSettings(rest);
  const { source: name, connection, ...others } = settings;
  if (connection === undefined) return undefined;
  const password = secretOf(name, connection.password, connection.passwordFile);
  const login = { user: connection.user, password, format: connection.format };
  const limits = defaultEslDialogueLimits;
  const address = `${connection.host}:${connection.port}`;
  return {
    name,
    kind,
    tenants: settings.tenants.map(tenantKey),
    address: addressOf(name, connection),
    converse: (knownCalls) => openEslConversation({ settings, login, limits, knownCalls }),
    examine: (localAddress) =>
      openFreeswitchExamination({ settings, login, limits }, { address, localAddress }),
    unreachable: (why) => freeswitchUnreachable(address, why),
    anonymise: (key) => openEslAnonymiser({ disguise: new Disguise({ key, settings }), limits }),
    secret: password,
    settings: { source: name, ...others },
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
    throw new Error(`Cannot read '${file}' of source '${name}': ${whyUnread(cause)}`, { cause });
  }
}

function whyUnread(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : "";
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "this user may not read it";
  if (code === "EISDIR") return "it is a directory";
  return cause instanceof Error ? cause.message : String(cause);
}
