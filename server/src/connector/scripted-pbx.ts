// A PBX behind a socket that says what a test has written for it; for tests of examinations.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { examineSource, type Examined } from "./examine-source.ts";
import type { Finding } from "./examination.ts";
import { liveSourceOf, type SourceEntry } from "./live-source.ts";
import { startReplayedPbx } from "./replayed-pbx.ts";
import { defaultLineLimits } from "./socket-connector.ts";

/** Where an answer is waited for that never comes. */
export const shortlyMs = 100;

const answerTimeoutPresetMs = 10_000;

export type PbxScript = {
  readonly greeting: string;
  readonly answer: (said: string) => string;
};

/** A source but for its port. */
type Entry = SourceEntry & { readonly connection: object };

/** What the examination of a PBX with this script finds. */
export async function examineScripted(
  script: PbxScript,
  entry: Entry,
  answerTimeoutMs = answerTimeoutPresetMs,
): Promise<Examined> {
  await using pbx = await startReplayedPbx(
    {
      nowMs: 0,
      isOver: true,
      position: 0,
      next: () => Buffer.alloc(0),
      greeting: () => Buffer.from(script.greeting),
      answer: (said) => Buffer.from(script.answer(said)),
    },
    { random: () => 0 },
  );
  // Awaited here: the PBX is there as long as it is examined.
  return await examineAt(pbx.port, entry, answerTimeoutMs);
}

/** What is not well, in words. */
export async function lacksOf(script: PbxScript, entry: Entry): Promise<string[]> {
  const { findings } = await examineScripted(script, entry);
  return findings.filter(({ level }) => level !== "ok").map(textOfFinding);
}

export async function onlyLackOf(script: PbxScript, entry: Entry): Promise<string> {
  const [lack = "", ...others] = await lacksOf(script, entry);
  assert.deepEqual(others, []);
  return lack;
}

/** Where nobody listens. */
export async function examineNobody(entry: Entry): Promise<{ port: number; text: string }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // The server listens on a TCP port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const { findings } = await examineAt(port, entry, answerTimeoutPresetMs);
  return { port, text: findings.map(textOfFinding).join("\n") };
}

/** Listens only to what has come with the answers. */
async function examineAt(port: number, entry: Entry, answerTimeoutMs: number): Promise<Examined> {
  const there = { ...entry, connection: { ...entry.connection, port } };
  const source = liveSourceOf(there);
  if (source === undefined) throw new Error("Cannot examine: the entry has no connection");
  return examineSource({
    source,
    limits: { ...defaultLineLimits, quietMs: 5, answerTimeoutMs },
    waitMs: 0,
    now: Date.now,
    signal: new AbortController().signal,
    listening: () => {},
  });
}

/** As a person reads it: level, what, costs and lines to change. */
export function textOfFinding({ level, what, cost, change }: Finding): string {
  return [`${level}: ${what}`, cost, ...change].join("\n");
}
