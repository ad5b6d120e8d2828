import assert from "node:assert/strict";
import { test } from "node:test";
import {
  getVdnReport,
  reportSpans,
  serviceLevelFormulas,
  waitThresholds,
} from "@trunkline/contract";
import { Value } from "typebox/value";
import { zoneOf } from "../../format/zone.ts";
import {
  formulas,
  hasHeatMap,
  readQuestion,
  reportRequest,
  shortThresholds,
  spans,
  thresholds,
} from "./report-question.ts";

test("the choices are those of the contract", () => {
  assert.deepEqual(spans, reportSpans);
  assert.deepEqual(formulas, Object.keys(serviceLevelFormulas));
  assert.deepEqual(thresholds, waitThresholds);
  assert.deepEqual(shortThresholds, [0, ...waitThresholds]);
});

test("an address asks for what it says, the usual one for today by the hour", () => {
  const usual = readQuestion(new URLSearchParams());
  assert.deepEqual([usual.subject, usual.per, usual.period], ["queues", "hour", "today"]);
  const address =
    "subject=agents&per=day&period=month&thresholdSeconds=30&formula=answered&id=1001";
  const asked = readQuestion(new URLSearchParams(address));
  assert.deepEqual([asked.subject, asked.id, asked.thresholdSeconds], ["agents", 1001, 30]);
  const request = reportRequest(asked, {
    tenant: "1/100",
    zone: zoneOf("UTC"),
    now: 1_776_220_200_000,
    only: undefined,
  });
  assert.deepEqual([...Value.Errors(getVdnReport.request, request)], []);
});

test("agents are reported by the day unless the address says otherwise, and by the hour one by one", () => {
  const agents = readQuestion(new URLSearchParams("subject=agents"));
  assert.deepEqual([agents.per, hasHeatMap(agents)], ["day", false]);
  assert.equal(readQuestion(new URLSearchParams("subject=agents&per=hour")).per, "hour");
  const one = readQuestion(new URLSearchParams("subject=agents&id=1001"));
  assert.equal(hasHeatMap(one), true);
  assert.equal(hasHeatMap(readQuestion(new URLSearchParams())), true);
});

test("a report narrowed to its subject names it as the contract has it", () => {
  const at = { tenant: "1/100", zone: zoneOf("UTC"), now: 1_776_220_200_000, only: 7 };
  const asked = (subject: string) =>
    reportRequest(readQuestion(new URLSearchParams({ subject })), at);
  assert.deepEqual(asked("queues").skillId, [7]);
  assert.deepEqual(asked("accessCodes").innoId, [7]);
  assert.deepEqual(asked("agents").agentId, [7]);
  assert.deepEqual([...Value.Errors(getVdnReport.request, asked("vdns"))], []);
});
