// S9: calls of the load read out over HTTP, as fast as a client takes them.
import { once } from "node:events";
import { get, type ClientRequest, type IncomingMessage } from "node:http";
import { callsBetween, ccId, startOf } from "../call-load.ts";
import { drive, inTurn } from "../drive.ts";
import type { Figure } from "../figure.ts";
import type { LoadedServer } from "../loaded-server.ts";
import { inRounds, medianOf, type Pace } from "../measure.ts";
import { signedRequests } from "../signed-request.ts";
import { callsOfDay } from "./s1-calls-of-vdn.ts";

type Loaded = Pick<LoadedServer, "port" | "shape" | "readToken" | "residentMiB">;

const formats = ["csv", "ndjson"] as const;
const headLines = { csv: 1, ndjson: 0 } as const;
const rowsMax = 1_000_000;
const newline = 0x0a;
const residentEveryMs = 50;
const clientsBeside = 4;

export async function s9Export({
  loaded,
  pace,
}: {
  readonly loaded: Loaded;
  readonly pace: Pace;
}): Promise<readonly Figure[]> {
  const { shape } = loaded;
  // The newest million, when there are more.
  const part = Math.min(1, rowsMax / shape.calls);
  const from = Math.floor(shape.endsAt - (shape.endsAt - startOf(shape)) * part);
  let wanted = 0;
  for (const _ of callsBetween(shape, from, shape.endsAt)) wanted += 1;
  const figures: Figure[] = [];
  for (const format of formats) {
    const before = loaded.residentMiB;
    const rates: number[] = [];
    let most = 0;
    while (rates.length < pace.rounds) {
      const { lines, seconds, residentMax } = await exportCalls(loaded, { format, from });
      const rows = lines - headLines[format];
      if (rows !== wanted) {
        throw new Error(`Cannot measure wrong exports: ${rows} of ${wanted} rows`);
      }
      rates.push(rows / seconds);
      most = Math.max(most, residentMax);
    }
    figures.push(
      {
        scenario: "S9",
        what: `${wanted.toLocaleString("en")} calls as ${format}`,
        unit: "rows/s",
        measured: medianOf(rates),
        goal: { than: "nothing", atLeast: 200_000 },
      },
      {
        scenario: "S9",
        what: `resident memory above that before, ${format}`,
        unit: "MiB",
        measured: most - before,
        goal: { than: "nothing", atMost: 64 },
      },
    );
  }
  return [...figures, await besideExport(loaded, from, pace)];
}

async function besideExport(loaded: Loaded, from: number, pace: Pace): Promise<Figure> {
  const { port, shape } = loaded;
  const list = inTurn(port, signedRequests(port, callsOfDay(shape, 100)), clientsBeside);
  const alone = (seconds: number) => drive(port, list, { clients: clientsBeside, seconds });
  const beside = async (seconds: number) => {
    const over = new AbortController();
    const exported = exportUntil(loaded, from, over.signal);
    const driven = await alone(seconds);
    over.abort();
    await exported;
    return driven;
  };
  const [first, second] = await inRounds([alone, beside], pace);
  if (first === undefined || second === undefined) throw new Error("Cannot measure: no rounds");
  return {
    scenario: "S9",
    what: "S1 beside an export as csv; compared: alone",
    clients: clientsBeside,
    unit: "requests/s",
    measured: second.requestsPerSecond,
    p50Ms: second.p50Ms,
    p99Ms: second.p99Ms,
    reference: first.requestsPerSecond,
  };
}

/** One after the other; nothing is looked at, as the driver shares this thread. */
async function exportUntil(loaded: Loaded, from: number, over: AbortSignal): Promise<void> {
  const { url, headers } = exportRequest(loaded, { format: "csv", from });
  while (!over.aborted) {
    const asked = get(url, { headers, agent: false });
    try {
      const reply = await replyTo(asked, over);
      await once(reply.resume(), "end", { signal: over });
    } catch (error) {
      if (!over.aborted) throw error;
      asked.on("error", () => {
        // It ends in the middle, as is wanted.
      });
      asked.destroy();
    }
  }
}

async function replyTo(asked: ClientRequest, signal?: AbortSignal): Promise<IncomingMessage> {
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(asked, "response", { signal })) as [IncomingMessage];
  if (reply.statusCode !== 200) throw new Error(`Cannot export: ${reply.statusCode}`);
  return reply;
}

function exportRequest(
  { port, shape, readToken }: Loaded,
  { format, from }: { readonly format: string; readonly from: number },
) {
  const { tenants, endsAt } = shape;
  // Other scenarios write calls of other tenants.
  const ofLoad = Array.from({ length: tenants }, (_, n) => `&tenant=${ccId}/${n + 1}`).join("");
  const query = `format=${format}&from=${from}&to=${endsAt}${ofLoad}`;
  return {
    url: `http://127.0.0.1:${port}/v1/export/calls?${query}`,
    headers: { authorization: `Bearer ${readToken}` },
  };
}

async function exportCalls(
  loaded: Loaded,
  asked: { readonly format: string; readonly from: number },
): Promise<{ readonly lines: number; readonly seconds: number; readonly residentMax: number }> {
  const { url, headers } = exportRequest(loaded, asked);
  const begunAt = performance.now();
  const reply = await replyTo(get(url, { headers, agent: false }));
  let [lines, residentMax, lookedAt] = [0, 0, 0];
  for await (const part of reply) {
    // No encoding is set.
    const chunk = part as Buffer;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
    if (performance.now() - lookedAt < residentEveryMs) continue;
    lookedAt = performance.now();
    residentMax = Math.max(residentMax, loaded.residentMiB);
  }
  return { lines, seconds: (performance.now() - begunAt) / 1000, residentMax };
}
