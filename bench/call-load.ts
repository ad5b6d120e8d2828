// Made-up calls for benchmarks: many tenants, one with a fifth of all, a few very hot callers, thirty
// days. Deterministic: call number n is always the same.

export type LoadShape = {
  readonly calls: number;
  readonly tenants: number;
  readonly days: number;
  /** The last instant of the load; epoch ms. */
  readonly endsAt: number;
};

export const ccId = 1;
/** The tenant with a fifth of the calls. */
export const bigVdn = 1;
export const hotCaller = "13900000000";
/** One call in this many of the big tenant is the hot caller's. */
const hotEvery = 10;
const dayMs = 86_400_000;

export type BenchCall = {
  readonly vdn: number;
  readonly callId: string;
  readonly arrivedAt: number;
  readonly isInbound: boolean;
  readonly isAnswered: boolean;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly innoId: number;
};

export function benchCall(n: number, shape: LoadShape): BenchCall {
  const random = scramble(n);
  const isBig = n % 5 === 0;
  const vdn = isBig ? bigVdn : 2 + (random % (shape.tenants - 1));
  const startsAt = shape.endsAt - shape.days * dayMs;
  const arrivedAt = startsAt + Math.floor((n / shape.calls) * shape.days * dayMs);
  const isHot = isBig && (n / 5) % hotEvery === 0;
  const customer = isHot
    ? hotCaller
    : `138${String(scramble(n + 7) % 100_000_000).padStart(8, "0")}`;
  const innoId = 1 + (random % 20);
  const isInbound = random % 4 !== 0;
  const own = `8888${String(innoId).padStart(4, "0")}`;
  return {
    vdn,
    callId: `${Math.floor(arrivedAt / 1000)}-${n % 1_000_000}`,
    arrivedAt,
    isInbound,
    isAnswered: random % 10 !== 1,
    callerNo: isInbound ? customer : own,
    calleeNo: isInbound ? own : customer,
    innoId,
  };
}

/** The events of a call as the text of NDJSON lines; 7 when answered, 5 otherwise. */
export function eventLines(call: BenchCall, n: number): string {
  const { vdn, callId, arrivedAt: at } = call;
  const wait = 2000 + (scramble(n + 1) % 60_000);
  const talk = 10_000 + (scramble(n + 2) % 300_000);
  const agentId = 1001 + (scramble(n + 3) % 200);
  const skillId = 1 + (n % 30);
  const line = (kind: string, after: number, own: string) =>
    `{"kind":"${kind}","at":${at + after},"ccId":${ccId},"vdn":${vdn},"callId":"${callId}"${own}}\n`;
  const direction = call.isInbound ? "in" : "out";
  let lines = line(
    "arrived",
    0,
    `,"direction":"${direction}","callerNo":"${call.callerNo}","calleeNo":"${call.calleeNo}","innoId":${call.innoId}`,
  );
  lines += line("ivrEntered", 200, `,"flowId":3`);
  lines += line("queued", 1500, `,"skillId":${skillId}`);
  lines += line("offered", 1500 + wait, `,"agentId":${agentId}`);
  if (!call.isAnswered) return lines + line("ended", 9000 + wait, `,"by":"customer"`);
  lines += line("answered", 4500 + wait, `,"agentId":${agentId}`);
  lines += line("held", 5500 + wait, `,"agentId":${agentId}`);
  return lines + line("ended", 5500 + wait + talk, `,"by":"customer"`);
}

/** A 32-bit mix: neighbours become strangers. */
export function scramble(n: number): number {
  let x = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
