// The lists of our own API over all tenants at once, as an operator's dashboard asks them.
import { talkMsOf } from "../../server/src/call/call-duration.ts";
import {
  benchCall,
  bigVdn,
  callsBetween,
  ccId,
  dayMs,
  hotCaller,
  recordOf,
  type BenchCall,
  type LoadShape,
} from "../call-load.ts";
import type { BenchRequest } from "../drive.ts";
import { rateFigure, type Figure } from "../figure.ts";
import type { LoadedServer } from "../loaded-server.ts";
import { measure, type Pace } from "../measure.ts";

type Loaded = Pick<LoadedServer, "port" | "shape" | "readToken">;

type Row = {
  readonly arrivedAt: number;
  readonly talkMs: number;
  readonly outcome: string;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly agent: { readonly id: number } | null;
  readonly skill: { readonly id: number } | null;
  readonly isMissed: boolean;
};

type List = {
  readonly days: number;
  /** Of ended calls: the live ones that other scenarios made come before them. */
  readonly filter: string;
  readonly fits: (row: Row) => boolean;
  /** What the list is sorted by, the largest first; absent = the arrival. */
  readonly by?: "arrivedAt" | "talkMs";
  /** Only the biggest tenant is asked for, and how many of its calls fit. */
  readonly counted?: (call: BenchCall) => boolean;
};

const rows = 100;
const agentId = 1010;
const skillId = 3;
/** One that the big tenant's calls wait in. */
const bigSkillId = 1;
const longTalkMs = 300_000;
const prefix = hotCaller.slice(0, -3);

export async function ownLists(options: {
  readonly loaded: Loaded;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { loaded, pace, clientCounts } = options;
  const { shape, port } = loaded;
  const figures: Figure[] = [];
  for (const [name, list] of Object.entries(listsOf(shape))) {
    const request = requestOf(loaded, list);
    await check(port, request, list, shape);
    for (const clients of clientCounts) {
      const whose = list.counted === undefined ? `${shape.tenants} tenants'` : "the big tenant's";
      const what = `${whose} calls, ${name}, up to ${rows} rows`;
      const measured = await measure({ trunkline: port }, [request], { clients, pace });
      figures.push(rateFigure({ scenario: "lists", what, clients }, measured));
    }
  }
  return figures;
}

function listsOf(shape: LoadShape): Readonly<Record<string, List>> {
  const rare = rareNumber(shape);
  const of = (no: string) => (row: Row) => row.callerNo === no || row.calleeNo === no;
  return {
    "the newest of 30 days": { days: 30, filter: "state=ended", fits: () => true },
    "missed ones of one day": { days: 1, filter: "state=missed", fits: (row) => row.isMissed },
    "of an agent, one day": {
      days: 1,
      filter: `state=ended&agentId=${agentId}`,
      fits: (row) => row.agent?.id === agentId,
    },
    "of a skill queue, one day": {
      days: 1,
      filter: `state=ended&skillId=${skillId}`,
      fits: (row) => row.skill?.id === skillId,
    },
    "of a rare number, 30 days": { days: 30, filter: `state=ended&number=${rare}`, fits: of(rare) },
    "of the hot number, 30 days": {
      days: 30,
      filter: `state=ended&number=${hotCaller}`,
      fits: of(hotCaller),
    },
    "of numbers that begin alike, one day": {
      days: 1,
      filter: `state=ended&prefix=${prefix}`,
      fits: ({ callerNo, calleeNo }) => [callerNo, calleeNo].some((no) => no.startsWith(prefix)),
    },
    "of a skill queue, 30 days, and their count": {
      days: 30,
      filter: `state=ended&skillId=${bigSkillId}&total=true`,
      fits: (row) => row.skill?.id === bigSkillId,
      counted: (call) => recordOf(call).skillId === bigSkillId,
    },
    "answered ones of 30 days, and their count": {
      days: 30,
      filter: "state=answered&total=true",
      fits: (row) => row.outcome === "answered",
      counted: (call) => call.isAnswered,
    },
    "longer talks of 30 days, and their count": {
      days: 30,
      filter: `state=ended&talkMsMin=${longTalkMs}&total=true`,
      fits: (row) => row.talkMs >= longTalkMs,
      counted: (call) => talkMsOf(recordOf(call)) >= longTalkMs,
    },
    "the longest talks of 30 days": {
      days: 30,
      filter: "state=ended&sort=-talkMs",
      fits: () => true,
      by: "talkMs",
    },
  };
}

function requestOf({ port, shape, readToken }: Loaded, list: List): BenchRequest {
  const { days, filter, counted } = list;
  // Other scenarios write calls of other tenants.
  const vdns =
    counted === undefined ? Array.from({ length: shape.tenants }, (_, n) => n + 1) : [bigVdn];
  const ofLoad = vdns.map((vdn) => `&tenant=${ccId}/${vdn}`);
  const range = `from=${shape.endsAt - days * dayMs}&to=${shape.endsAt}`;
  const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${readToken}` };
  const query = `${range}&limit=${rows}&${filter}${ofLoad.join("")}`;
  return { path: `/v1/calls?${query}`, method: "GET", headers };
}

/** The newest, and counts, are those of the load's arithmetic; the others fit what was asked. */
async function check(
  port: number,
  { path, headers }: BenchRequest,
  { days, filter, fits, by = "arrivedAt", counted }: List,
  shape: LoadShape,
): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  // The server is ours; a benchmark may trust its answer's shape.
  const { calls, total } = (await reply.json()) as {
    readonly calls: readonly Row[];
    readonly total: number | null;
  };
  const values = calls.map((call) => call[by]);
  const newest = Array.from({ length: Math.min(rows, shape.calls) }, (_, n) => {
    return benchCall(shape.calls - 1 - n, shape).arrivedAt;
  });
  const wanted = filter === "state=ended" ? newest : values.toSorted((a, b) => b - a);
  const isRight = calls.length > 0 && calls.every(fits) && values.join() === wanted.join();
  if (!isRight || (counted !== undefined && total !== countOf(shape, days, counted))) {
    throw new Error(`Cannot measure wrong answers: '${path}'`);
  }
}

function countOf(shape: LoadShape, days: number, counted: (call: BenchCall) => boolean): number {
  let count = 0;
  for (const call of callsBetween(shape, shape.endsAt - days * dayMs, shape.endsAt)) {
    if (call.vdn === bigVdn && counted(call)) count += 1;
  }
  return count;
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
