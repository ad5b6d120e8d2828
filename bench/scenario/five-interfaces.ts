// Requests per second of the five interfaces at 1 and 16 clients, beside the framework's ceiling with
// an answer of the same size.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { benchCall, bigVdn, ccId, eventLines, scramble, type LoadShape } from "../call-load.ts";
import { drive, type BenchRequest } from "../drive.ts";
import { postEvents } from "../load-calls.ts";
import { benchApp, freePort, type ServerProcess } from "../server-process.ts";
import { signedRequest } from "../signed-request.ts";

const clientCounts = [1, 16];
const variants = 200;
const liveCalls = 20_000;

export type InterfaceResult = {
  readonly name: string;
  readonly clients: number;
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  readonly answerBytes: number;
  readonly ceilingPerSecond: number;
  readonly ratio: number;
};

export async function fiveInterfaces(options: {
  readonly server: ServerProcess;
  readonly token: string;
  readonly shape: LoadShape;
  readonly seconds: number;
}): Promise<readonly InterfaceResult[]> {
  const { server, token, shape, seconds } = options;
  await loadLiveCalls(server.url, token, shape);
  await loadTasks(server.url, token, shape);
  const accessToken = await c1Token(server.url);
  const results: InterfaceResult[] = [];
  for (const [name, requests] of questions(server.port, shape, accessToken)) {
    const answerBytes = await check(server.url, name, requests);
    for (const clients of clientCounts) {
      const measured = await drive(server.url, requests, { clients, seconds });
      const ceiling = await driveCeiling(answerBytes, requests, clients, seconds);
      if (measured.failures > 0) throw new Error(`Cannot measure ${name}: requests failed`);
      results.push({
        name,
        clients,
        requestsPerSecond: measured.requestsPerSecond,
        p99Ms: measured.p99Ms,
        answerBytes,
        ceilingPerSecond: ceiling,
        ratio: measured.requestsPerSecond / ceiling,
      });
    }
  }
  return results;
}

/** Calls in progress at the end of the load, most of them waiting or talking. */
async function loadLiveCalls(url: string, token: string, shape: LoadShape): Promise<void> {
  for (let first = 0; first < liveCalls; first += 1000) {
    let body = "";
    for (let n = first; n < first + 1000; n += 1) {
      const call = {
        ...benchCall(n * 5, { ...shape, calls: liveCalls * 5 }),
        callId: `${Math.floor(shape.endsAt / 1000)}-${n}`,
        arrivedAt: shape.endsAt - (scramble(n) % 60_000),
        innoId: 1 + (n % 500),
        isInbound: true,
      };
      const lines = eventLines(call, n).trimEnd().split("\n");
      body += `${lines.slice(0, 2 + (n % (lines.length - 2))).join("\n")}\n`;
    }
    await postEvents(url, token, body);
  }
}

async function loadTasks(url: string, token: string, shape: LoadShape): Promise<void> {
  let body = "";
  for (let n = 0; n < 5000; n += 1) {
    const at = shape.endsAt - n * 1000;
    const own = `"ccId":${ccId},"vdn":${bigVdn},"serialNo":"${10_000_000 + n}"`;
    body += `{"kind":"taskCreated","at":${at},${own},"taskType":"1","caller":"1001","called":"13612345678"}\n`;
    body += `{"kind":"taskAlerting","at":${at + 100},${own},"party":"agent"}\n`;
    body += `{"kind":"taskEnded","at":${at + 900},${own},"reasonCode":4}\n`;
  }
  await postEvents(url, token, body);
}

function* questions(
  port: number,
  shape: LoadShape,
  accessToken: string,
): Iterable<[string, readonly BenchRequest[]]> {
  const dayMs = 86_400_000;
  const tenant = { ccId, vdn: bigVdn };
  const starts = Array.from(
    { length: variants },
    (_, n) => shape.endsAt - dayMs - (scramble(n) % ((shape.days - 1) * dayMs)),
  );
  const text = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
  yield [
    "querycalls V2, 1 day inbound, 100 rows + count",
    starts.map((begin) =>
      signedRequest(port, "/rest/cmsapp/v2/openapi/vdn/querycalls", {
        ...tenant,
        beginDate: begin,
        endDate: begin + dayMs,
        isCallIn: "true",
        limit: 100,
        offset: 0,
      }),
    ),
  ];
  yield [
    "queryMissedCalls, 1 day, 100 rows + total",
    starts.map((begin) =>
      signedRequest(port, "/rest/cmsapp/v1/callin/queryMissedCalls", {
        vdn: bigVdn,
        offset: 0,
        limit: 100,
        beginTime: text(begin),
        endTime: text(begin + dayMs),
      }),
    ),
  ];
  yield [
    "querydetailcallinfo",
    Array.from({ length: variants }, (_, n) =>
      signedRequest(port, "/rest/cmsapp/v1/openapi/calldata/querydetailcallinfo", {
        ...tenant,
        callId: `${Math.floor(shape.endsAt / 1000)}-${n}`,
      }),
    ),
  ];
  yield [
    "queryaccesscodecallinfo, 500 access codes",
    [
      signedRequest(port, "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo", {
        ...tenant,
        innoIds: Array.from({ length: 500 }, (_, n) => n + 1),
      }),
    ],
  ];
  yield [
    "queryCallDetailRecord, 100 rows + total",
    [
      {
        path: "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord",
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
        body: JSON.stringify({
          startTime: String(shape.endsAt - 3_600_000),
          endTime: String(shape.endsAt),
        }),
      },
    ],
  ];
}

/** The first answer must be right before its speed counts; returns its size. */
async function check(
  url: string,
  name: string,
  requests: readonly BenchRequest[],
): Promise<number> {
  const [request] = requests;
  if (request === undefined) throw new Error(`Cannot measure ${name}: no request`);
  const { path, ...init } = request;
  const reply = await fetch(url + path, init);
  const text = await reply.text();
  const isRight = reply.ok && /"(?:resultCode":"0100000|returnCode":"0|retCode":"0)"/.test(text);
  if (!isRight) throw new Error(`Cannot measure ${name}: ${reply.status} ${text.slice(0, 300)}`);
  return Buffer.byteLength(text);
}

async function c1Token(url: string): Promise<string> {
  const reply = await fetch(`${url}/apigovernance/api/oauth/tokenByAkSk`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ app_key: benchApp.appKey, app_secret: benchApp.appSecret }),
  });
  // The server is ours; a benchmark may trust its answer's shape.
  return ((await reply.json()) as { AccessToken: string }).AccessToken;
}

async function driveCeiling(
  answerBytes: number,
  requests: readonly BenchRequest[],
  clients: number,
  seconds: number,
): Promise<number> {
  const port = await freePort();
  const script = fileURLToPath(new URL("../canned-server.ts", import.meta.url));
  const child = spawn(process.execPath, [script, String(port), String(answerBytes)]);
  try {
    const url = `http://127.0.0.1:${port}`;
    while (
      !(await fetch(url).then(
        (reply) => reply.ok,
        () => false,
      ))
    )
      await delay(20);
    return (await drive(url, requests, { clients, seconds })).requestsPerSecond;
  } finally {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
}
