// S9: calls of the load read out over HTTP, as fast as a client takes them.
import { callsBetween, ccId, startOf } from "../call-load.ts";
import type { Figure } from "../figure.ts";
import type { LoadedServer } from "../loaded-server.ts";

type Loaded = Pick<LoadedServer, "port" | "shape" | "readToken" | "residentMiB">;

const formats = ["csv", "ndjson"] as const;
const headLines = { csv: 1, ndjson: 0 } as const;
const rowsMax = 1_000_000;
const newline = 0x0a;
const residentEveryMs = 50;

export async function s9Export({
  loaded,
}: {
  readonly loaded: Loaded;
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
    const { lines, seconds, residentMax } = await exportCalls(loaded, { format, from });
    const rows = lines - headLines[format];
    if (rows !== wanted) throw new Error(`Cannot measure wrong exports: ${rows} of ${wanted} rows`);
    figures.push(
      {
        scenario: "S9",
        what: `${rows.toLocaleString("en")} calls as ${format}`,
        unit: "rows/s",
        measured: rows / seconds,
        goal: { than: "nothing", atLeast: 200_000 },
      },
      {
        scenario: "S9",
        what: `resident memory above that before, ${format}`,
        unit: "MiB",
        measured: residentMax - before,
        goal: { than: "nothing", atMost: 64 },
      },
    );
  }
  return figures;
}

async function exportCalls(
  loaded: Loaded,
  { format, from }: { readonly format: string; readonly from: number },
): Promise<{ readonly lines: number; readonly seconds: number; readonly residentMax: number }> {
  const { tenants, endsAt } = loaded.shape;
  // Other scenarios write calls of other tenants.
  const ofLoad = Array.from({ length: tenants }, (_, n) => `&tenant=${ccId}/${n + 1}`).join("");
  const query = `format=${format}&from=${from}&to=${endsAt}${ofLoad}`;
  const begunAt = performance.now();
  const reply = await fetch(`http://127.0.0.1:${loaded.port}/v1/export/calls?${query}`, {
    headers: { authorization: `Bearer ${loaded.readToken}` },
  });
  if (!reply.ok || reply.body === null) throw new Error(`Cannot export: ${await reply.text()}`);
  let [lines, residentMax, lookedAt] = [0, 0, 0];
  for await (const chunk of reply.body) {
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1;
    if (performance.now() - lookedAt < residentEveryMs) continue;
    lookedAt = performance.now();
    residentMax = Math.max(residentMax, loaded.residentMiB);
  }
  return { lines, seconds: (performance.now() - begunAt) / 1000, residentMax };
}
