// Which part of the server the processor's time went to, from a profile that Node wrote.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

type Node = {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
};

/** As `node --cpu-prof` writes it; times in microseconds of the machine's monotonic clock. */
type Profile = {
  readonly nodes: readonly Node[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
  readonly startTime: number;
};

/** Microseconds of the monotonic clock. */
export type Stretch = { readonly from: number; readonly to: number };

const idle = "idle";

/** By a part of the address of the source; the first that matches. */
const parts: readonly (readonly [match: string, part: string])[] = [
  ["/server/src/access/", "signature and access"],
  ["/server/src/query/live-counts.ts", "live counts"],
  ["/server/src/query/access-codes.ts", "live counts"],
  ["/server/src/live/", "live counts"],
  ["/server/src/storage/", "storage"],
  ["/server/src/query/", "storage"],
  ["/server/src/cms/", "reading the request, writing the answer"],
  ["/server/src/observe/", "metrics and log"],
  ["/node_modules/pino", "metrics and log"],
  ["/node_modules/prom-client", "metrics and log"],
  ["/server/src/", "routes and limits"],
  ["/contract/src/", "reading the request, writing the answer"],
  ["/node_modules/", "framework"],
  ["node:_http", "HTTP and sockets"],
  ["node:internal/http", "HTTP and sockets"],
  ["node:net", "HTTP and sockets"],
  ["node:internal/stream", "HTTP and sockets"],
  ["node:internal/net", "HTTP and sockets"],
];

export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Of the main thread: `CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile`, and its thread is 0. */
export async function readMainProfile(folder: string): Promise<Profile> {
  const name = (await readdir(folder)).find((name) => name.split(".")[4] === "0");
  if (name === undefined) throw new Error(`Cannot find the main thread's profile in '${folder}'`);
  // Written by Node.
  return JSON.parse(await readFile(join(folder, name), "utf8")) as Profile;
}

/** Microseconds by part, without those in which there was nothing to do. */
export function usByPart(profile: Profile, { from, to }: Stretch): ReadonlyMap<string, number> {
  const partOf = partsOfNodes(profile.nodes);
  const us = new Map<string, number>();
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    at += delta;
    if (at < from || at > to) continue;
    const part = partOf.get(id) ?? idle;
    if (part !== idle) us.set(part, (us.get(part) ?? 0) + delta);
  }
  return us;
}

/** A function that no part is known of, such as a built-in one, belongs to the one that called it. */
function partsOfNodes(nodes: readonly Node[]): ReadonlyMap<number, string> {
  const callers = new Map<number, Node>();
  for (const node of nodes) for (const child of node.children ?? []) callers.set(child, node);
  return new Map(
    nodes.map((node) => {
      for (let one: Node | undefined = node; one !== undefined; one = callers.get(one.id)) {
        const part = partOfFrame(one.callFrame);
        if (part !== undefined) return [node.id, part];
      }
      return [node.id, "event loop"];
    }),
  );
}

function partOfFrame({ functionName, url }: Node["callFrame"]): string | undefined {
  if (functionName === "(idle)") return idle;
  if (functionName === "(garbage collector)") return "garbage collector";
  // Outside JavaScript: the system's calls of the event loop, the parser of HTTP.
  if (functionName === "(program)") return "event loop";
  return parts.find(([match]) => url.includes(match))?.[1];
}
