// The lists of our own API over all tenants at once, as an operator's dashboard asks them.
import { benchCall, bigVdn, ccId, dayMs, hotCaller, type LoadShape } from "../call-load.ts";
import type { BenchRequest } from "../drive.ts";
import { rateFigure, type Figure } from "../figure.ts";
import type { LoadedServer } from "../loaded-server.ts";
import { measure, type Pace } from "../measure.ts";

type Loaded = Pick<LoadedServer, "port" | "shape" | "readToken">;

type Row = {
  readonly arrivedAt: number;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly agent: { readonly id: number } | null;
  readonly skill: { readonly id: number } | null;
  readonly isMissed: boolean;
};

type List = {
  readonly days: number;
  readonly filter: string;
  readonly fits: (row: Row) => boolean;
};

const rows = 100;
const agentId = 1010;
const skillId = 3;
const prefix = hotCaller.slice(0, -3);

export async function ownLists(options: {
  readonly loaded: Loaded;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { loaded, pace, clientCounts } = options;
  const { shape, port } = loaded;
  const rare = rareNumber(shape);
  const of = (no: string) => (row: Row) => row.callerNo === no || row.calleeNo === no;
  const lists: Readonly<Record<string, List>> = {
    "the newest of 30 days": { days: 30, filter: "state=ended", fits: () => true },
    "missed ones of one day": { days: 1, filter: "state=missed", fits: (row) => row.isMissed },
    "of an agent, one day": {
      days: 1,
      filter: `agentId=${agentId}`,
      fits: (row) => row.agent?.id === agentId,
    },
    "of a skill queue, one day": {
      days: 1,
      filter: `skillId=${skillId}`,
      fits: (row) => row.skill?.id === skillId,
    },
    "of a rare number, 30 days": { days: 30, filter: `number=${rare}`, fits: of(rare) },
    "of the hot number, 30 days": { days: 30, filter: `number=${hotCaller}`, fits: of(hotCaller) },
    "of numbers that begin alike, one day": {
      days: 1,
      filter: `prefix=${prefix}`,
      fits: ({ callerNo, calleeNo }) => [callerNo, calleeNo].some((no) => no.startsWith(prefix)),
    },
  };
  const figures: Figure[] = [];
  for (const [name, list] of Object.entries(lists)) {
    const request = requestOf(loaded, list);
    await check(port, request, list, shape);
    for (const clients of clientCounts) {
      const what = `${shape.tenants} tenants' calls, ${name}, up to ${rows} rows`;
      const measured = await measure({ trunkline: port }, [request], { clients, pace });
      figures.push(rateFigure({ scenario: "lists", what, clients }, measured));
    }
  }
  return figures;
}

function requestOf({ port, shape, readToken }: Loaded, { days, filter }: List): BenchRequest {
  // Other scenarios write calls of other tenants.
  const ofLoad = Array.from({ length: shape.tenants }, (_, n) => `&tenant=${ccId}/${n + 1}`);
  const range = `from=${shape.endsAt - days * dayMs}&to=${shape.endsAt}`;
  const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${readToken}` };
  const query = `${range}&limit=${rows}&${filter}${ofLoad.join("")}`;
  return { path: `/v1/calls?${query}`, method: "GET", headers };
}

/** The newest are those of the load's arithmetic; the others fit what was asked. */
async function check(
  port: number,
  { path, headers }: BenchRequest,
  { filter, fits }: List,
  shape: LoadShape,
): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  // The server is ours; a benchmark may trust its answer's shape.
  const { calls } = (await reply.json()) as { readonly calls: readonly Row[] };
  const times = calls.map(({ arrivedAt }) => arrivedAt);
  const newest = Array.from({ length: Math.min(rows, shape.calls) }, (_, n) => {
    return benchCall(shape.calls - 1 - n, shape).arrivedAt;
  });
  const wanted = filter === "state=ended" ? newest : times.toSorted((a, b) => b - a);
  if (calls.length === 0 || !calls.every(fits) || times.join() !== wanted.join()) {
    throw new Error(`Cannot measure wrong answers: '${path}'`);
  }
}

/** Of a call in the middle of the big tenant's, whose customer calls seldom. */
function rareNumber(shape: LoadShape): string {
  const middle = Math.floor(shape.calls / 2);
  for (let n = middle; n < shape.calls; n += 1) {
    const { vdn, callerNo, isInbound } = benchCall(n, shape);
    if (vdn === bigVdn && isInbound && callerNo !== hotCaller) return callerNo;
  }
  throw new Error("Cannot measure: no call of a rare number");
}
