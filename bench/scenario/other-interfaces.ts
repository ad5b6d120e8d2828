// The interfaces that no numbered scenario asks: details of one call, and the list of tasks.
import { bigVdn, ccId, benchCall, type LoadShape } from "../call-load.ts";
import type { BenchRequest } from "../drive.ts";
import { rateFigure, type Figure } from "../figure.ts";
import { measure, type Pace, type Ports } from "../measure.ts";
import { postEvents } from "../post-events.ts";
import { benchApp } from "../server-process.ts";
import { signedRequests } from "../signed-request.ts";

const callsAsked = 200;
const tasks = 5000;

export async function otherInterfaces(options: {
  readonly ports: Ports;
  readonly shape: LoadShape;
  readonly token: string;
  readonly pace: Pace;
  readonly clientCounts: readonly number[];
}): Promise<readonly Figure[]> {
  const { shape, token, pace, clientCounts } = options;
  const port = options.ports.trunkline;
  await postEvents(port, token, taskLines(Date.now()));
  const accessToken = await giveToken(port);
  const figures: Figure[] = [];
  for (const clients of clientCounts) {
    const cases = {
      querydetailcallinfo: detailRequests(port, shape),
      "queryCallDetailRecord, 100 rows and total": [taskRequest(accessToken)],
    };
    for (const [what, requests] of Object.entries(cases)) {
      const measured = await measure({ trunkline: port }, requests, { clients, pace });
      figures.push(rateFigure({ scenario: "others", what, clients }, measured));
    }
  }
  return figures;
}

function detailRequests(port: number, shape: LoadShape): readonly BenchRequest[] {
  const questions = Array.from({ length: callsAsked }, (_, index) => ({
    path: "/rest/cmsapp/v1/openapi/calldata/querydetailcallinfo",
    body: {
      ccId,
      vdn: bigVdn,
      // Every fifth call is of the big tenant.
      callId: benchCall(Math.floor((index / callsAsked) * (shape.calls / 5)) * 5, shape).callId,
    },
  }));
  return signedRequests(port, questions);
}

function taskLines(now: number): string {
  let lines = "";
  for (let n = 0; n < tasks; n += 1) {
    const at = now - 60_000 - n * 100;
    const own = `"ccId":${ccId},"vdn":${bigVdn},"serialNo":"${at}"`;
    lines += `{"kind":"taskCreated","at":${at},${own},"taskType":"1","caller":"1001","called":"13612345678"}\n`;
    lines += `{"kind":"taskAlerting","at":${at + 100},${own},"party":"agent"}\n`;
    lines += `{"kind":"taskEnded","at":${at + 900},${own},"reasonCode":4}\n`;
  }
  return lines;
}

function taskRequest(accessToken: string): BenchRequest {
  const now = Date.now();
  return {
    path: "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord",
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ startTime: String(now - 3_600_000), endTime: String(now) }),
  };
}

async function giveToken(port: number): Promise<string> {
  const reply = await fetch(`http://127.0.0.1:${port}/apigovernance/api/oauth/tokenByAkSk`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ app_key: benchApp.appKey, app_secret: benchApp.appSecret }),
  });
  // The server is ours; a benchmark may trust its answer's shape.
  return ((await reply.json()) as { AccessToken: string }).AccessToken;
}
