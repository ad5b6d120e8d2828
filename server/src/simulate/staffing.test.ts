import assert from "node:assert/strict";
import { test } from "node:test";
import { isAgentId } from "@trunkline/contract";
import { dayProfile } from "./day-profile.ts";
import { agentsFor, rosterOf } from "./staffing.ts";

const weekdays = [0, 1, 2, 3, 4, 5, 6];
const profiles = ["office", "lively", "flat"] as const;

test("the Erlang C formula: 100 calls of 3 minutes in half an hour need 14 agents", () => {
  assert.equal(agentsFor(10, 180_000), 14);
  assert.equal(agentsFor(0.001, 180_000), 1);
});

test("an agent has one shift a day and the same skills every day", () => {
  for (const profile of profiles) {
    const skills = new Map<number, string>();
    for (const weekday of weekdays) {
      const roster = rosterOf({ callsPerDay: 8000, profile, weekday });
      assert.equal(new Set(roster.map(({ agentId }) => agentId)).size, roster.length);
      for (const { agentId, skillIds, from, to } of roster) {
        assert.ok(isAgentId(agentId));
        assert.ok(from >= 0 && from < to && to <= 1);
        const known = skills.get(agentId) ?? skillIds.join(",");
        assert.equal(skillIds.join(","), known);
        skills.set(agentId, known);
      }
    }
  }
});

test("who works at midnight is not who begins the next day", () => {
  for (const profile of profiles) {
    for (const weekday of weekdays) {
      const options = { callsPerDay: 8000, profile };
      const tonight = rosterOf({ ...options, weekday }).filter(({ to }) => to === 1);
      const tomorrow = rosterOf({ ...options, weekday: (weekday + 1) % 7 });
      const first = new Set(
        tomorrow.filter(({ from }) => from < 0.25).map(({ agentId }) => agentId),
      );
      assert.ok(tonight.length > 0);
      assert.deepEqual(
        tonight.filter(({ agentId }) => first.has(agentId)),
        [],
      );
    }
  }
});

test("agent IDs of a very large contact centre leave out the range that is not allowed", () => {
  const roster = rosterOf({ callsPerDay: 8_000_000, profile: "flat", weekday: 1 });
  assert.ok(roster.length > 60_000);
  assert.ok(roster.every(({ agentId }) => isAgentId(agentId)));
});

test("an ordinary week has the calls asked for, with two peaks on a weekday", () => {
  for (const profile of profiles) {
    let sum = 0;
    for (const weekday of [1, 2, 3, 4, 5]) {
      const { rateAt, peakRate } = dayProfile(profile, weekday);
      for (let slot = 0; slot < 240; slot += 1) {
        const rate = rateAt((slot + 0.5) / 240);
        assert.ok(rate <= peakRate + 1e-9);
        sum += rate;
      }
    }
    assert.ok(Math.abs(sum / (5 * 240) - 1) < 0.01);
  }
  const { rateAt } = dayProfile("office", 3);
  const at = (hour: number) => rateAt(hour / 24);
  assert.ok(at(10.5) > at(13.5) && at(15.5) > at(13.5) && at(3) < 0.1 * at(10.5));
  const lively = dayProfile("lively", 0);
  assert.ok(lively.rateAt(3 / 24) > 0.3);
});
