// A server with two tenants whose calls share their IDs, for tests of our own API.
import type { TrunklineEvent } from "@trunkline/contract";
import { arrival, arrivedIn, callEvents, evening, exampleCall } from "./cms/test-call-centre.ts";
import type { OptionName } from "./config/option-table.ts";
import { tenantKey } from "./lib/tenant-key.ts";
import type { History } from "./storage/history.ts";
import { send, startTestServer, type Answer, type TestServer } from "./test-server.ts";

type Tenant = { readonly ccId: number; readonly vdn: number };

export const tenantA = { ccId: 1, vdn: 170 };
/** Its numbers begin with 139, its agents are 2001.., its queues 31.., its access code is 9. */
export const tenantB = { ccId: 1, vdn: 171 };

/** Everything that shows that an answer tells of tenant B. */
export const marksOfB = ["1/171", "1390000", "99990001", "B desk", "B queue", "B tenant", "T-B"];

export type TestApi = AsyncDisposable & {
  readonly server: TestServer;
  readonly keys: Readonly<Record<"readA" | "readB" | "adminA" | "adminAll" | "superviseA", string>>;
  readonly ask: (path: string, options?: AskOptions) => Promise<Answer>;
  readonly post: (events: readonly TrunklineEvent[]) => Promise<void>;
};

export type AskOptions = {
  readonly key?: string;
  readonly method?: string;
  readonly body?: unknown;
};

export async function startApi({
  flags = {},
  history,
  now = () => evening,
}: {
  readonly flags?: Readonly<Partial<Record<OptionName, string>>>;
  readonly history?: History;
  readonly now?: () => number;
} = {}): Promise<TestApi> {
  const server = await startTestServer({
    flags: { "api.todayPauseMs": "0", ...flags },
    now,
    ...(history === undefined ? {} : { history }),
  });
  nameTenants(server);
  const keys = {
    readA: server.bearer("read", "1/170"),
    readB: server.bearer("read", "1/171"),
    adminA: server.bearer("admin", "1/170"),
    adminAll: server.bearer("admin"),
    superviseA: server.bearer("supervise", "1/170"),
  };
  const ask: TestApi["ask"] = (path, { key = keys.readA, method = "GET", body } = {}) => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const text = body === undefined ? "" : JSON.stringify(body);
    return send(server.url + path, { method, headers }, text);
  };
  const post: TestApi["post"] = async (events) => {
    await ask("/v1/events", { key: keys.adminAll, method: "POST", body: events });
  };
  await post([...eventsOf(tenantA), ...eventsOf(tenantB)]);
  return {
    server,
    keys,
    ask,
    post,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function nameTenants({ registry }: TestServer): void {
  const code = { mediaType: 5, description: "" };
  registry.putTenant({
    ...tenantA,
    name: "A tenant",
    timeZone: "Asia/Shanghai",
    keepDays: 0,
    accessCodes: [{ ...code, innoId: 1, number: "88880001" }],
  });
  registry.putTenant({
    ...tenantB,
    name: "B tenant",
    timeZone: "UTC",
    keepDays: 0,
    accessCodes: [{ ...code, innoId: 9, number: "99990001" }],
  });
  registry.putName("agent", tenantKey(tenantA), { id: 1001, name: "A desk 1" });
  registry.putName("agent", tenantKey(tenantB), { id: 2001, name: "B desk 1" });
  registry.putName("skill", tenantKey(tenantB), { id: 31, name: "B queue" });
}

/** Six ended calls, three live ones, agents and a task; the same of both tenants. */
function eventsOf(tenant: Tenant): readonly TrunklineEvent[] {
  const own = tenant === tenantA ? (event: TrunklineEvent) => event : asOfB;
  const events: readonly TrunklineEvent[] = [
    ...exampleCall({ hasEnded: true }),
    ...endedCalls(),
    ...liveCalls(),
    ...agentEvents(),
    ...taskEvents(),
  ];
  return events.map(own);
}

function endedCalls(): readonly TrunklineEvent[] {
  const caller = (digit: number) => ({ ...arrivedIn, callerNo: `1380000000${digit}` });
  const out = { kind: "arrived", direction: "out", callerNo: "88880001", innoId: 1 } as const;
  return [
    ...callEvents("abandoned", [
      { ...caller(2), s: 100 },
      { kind: "queued", s: 101, skillId: 21, skillName: "sales" },
      { kind: "ended", s: 131, by: "customer" },
    ]),
    ...callEvents("missed", [
      { ...caller(3), s: 200 },
      { kind: "queued", s: 200, skillId: 22, skillName: "service" },
      { kind: "ended", s: 260, by: "system" },
    ]),
    ...callEvents("self-service", [
      { ...caller(4), s: 300 },
      { kind: "ivrEntered", s: 300, flowId: 3 },
      { kind: "ended", s: 320, by: "customer" },
    ]),
    ...callEvents("called-back", [
      { ...out, calleeNo: "13800000002", agentFirst: true, s: 400 },
      { kind: "offered", s: 400, agentId: 1002 },
      { kind: "answered", s: 405, agentId: 1002 },
      { kind: "answered", s: 412 },
      { kind: "ended", s: 500, by: "agent" },
    ]),
    ...callEvents("in-vain", [
      { ...out, calleeNo: "13800000005", s: 600 },
      { kind: "ended", s: 630, by: "system" },
    ]),
  ];
}

function liveCalls(): readonly TrunklineEvent[] {
  return [
    ...callEvents("live-talk", [
      { ...arrivedIn, callerNo: "13800000006", s: 35_000 },
      { kind: "queued", s: 35_005, skillId: 21, skillName: "sales" },
      { kind: "offered", s: 35_010, agentId: 1001 },
      { kind: "answered", s: 35_015, agentId: 1001 },
    ]),
    ...callEvents("live-wait", [
      { ...arrivedIn, callerNo: "13800000007", s: 35_900 },
      { kind: "queued", s: 35_910, skillId: 21, skillName: "sales" },
    ]),
    ...callEvents("live-ivr", [{ ...arrivedIn, callerNo: "13800000008", s: 35_990 }]),
  ];
}

function agentEvents(): readonly TrunklineEvent[] {
  const at = (s: number) => ({ ...tenantA, at: arrival + s * 1000 });
  return [
    { kind: "agentSkills", ...at(0), agentId: 1001, skillIds: [21] },
    { kind: "agentSkills", ...at(0), agentId: 1002, skillIds: [21, 22] },
    { kind: "agentState", ...at(0), agentId: 1001, state: 1 },
    { kind: "agentState", ...at(10), agentId: 1002, state: 1 },
    { kind: "agentState", ...at(20), agentId: 1003, state: 8, reason: "meal" },
  ];
}

function taskEvents(): readonly TrunklineEvent[] {
  const of = (s: number) => ({ ...tenantA, at: arrival + s * 1000, serialNo: "T-A-1" });
  const numbers = { caller: "13800000001", called: "13800000009" };
  return [
    { kind: "taskCreated", ...of(0), taskType: "1", ...numbers },
    { kind: "taskAlerting", ...of(2), party: "customer" },
    { kind: "taskTalking", ...of(5), party: "customer" },
    { kind: "taskEnded", ...of(65), reasonCode: 0 },
  ];
}

/** The same event of tenant B: other numbers and devices, the same call IDs. */
function asOfB(event: TrunklineEvent): TrunklineEvent {
  const text = JSON.stringify({ ...event, ...tenantB })
    .replaceAll('"1380000', '"1390000')
    .replaceAll('"8888', '"9999')
    .replaceAll("T-A-1", "T-B-1")
    .replaceAll('"agentId":1', '"agentId":2')
    .replaceAll(/"skillId":2(\d)/g, '"skillId":3$1')
    .replaceAll('"skillIds":[21', '"skillIds":[31')
    .replaceAll('"sales"', '"B queue 1"')
    .replaceAll('"service"', '"B queue 2"')
    .replaceAll('"innoId":1', '"innoId":9');
  // Only values were changed for others of their kind.
  return JSON.parse(text) as TrunklineEvent;
}
