import assert from "node:assert/strict";
import { test } from "node:test";
import { demoCallsPerDay, demoProfile } from "../simulate/demo-tenant.ts";
import { rosterOf } from "../simulate/staffing.ts";
import { demoText } from "./start-up-text.ts";

const demo = {
  keys: {
    ...{ ak: "demo", sk: "sk", appKey: "demo-app", appSecret: "secret" },
    ...{ read: "tl_read", ingest: "tl_ingest", admin: "tl_ad-min_1" },
  },
  url: "http://127.0.0.1:28080",
  dataDir: "data",
  now: Date.parse("2026-11-21T08:00:00Z"),
  isTraffic: true,
};

test("the demo's last line opens the dashboard signed in, where there is a dashboard", () => {
  const lastLine = (hasDashboard: boolean) =>
    demoText({ ...demo, hasDashboard })
      .split("\n")
      .at(-1) ?? "";
  assert.match(lastLine(true), / http:\/\/127\.0\.0\.1:28080\/#key=tl_ad-min_1$/);
  assert.doesNotMatch(lastLine(false), /#key/);
});

test("the demo's example asks for an agent who is there", () => {
  // Its clocks are thirteen hours ahead: a Saturday there begins on Friday.
  for (const hour of [0, 7, 12, 18, 23]) {
    const now = demo.now + (hour - 8 - 13) * 3_600_000;
    const keys = { ...demo.keys, timeZone: "Pacific/Tongatapu" };
    const text = demoText({ ...demo, keys, now, hasDashboard: false });
    const agentId = Number(/"agentId":(\d+)/.exec(text)?.[1]);
    const weekday = 6;
    const options = { callsPerDay: demoCallsPerDay, profile: demoProfile, weekday } as const;
    const duty = rosterOf(options).find((entry) => entry.agentId === agentId);
    assert.ok(duty !== undefined && duty.from <= hour / 24 && hour / 24 < duty.to);
  }
});
