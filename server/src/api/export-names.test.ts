import assert from "node:assert/strict";
import { test } from "node:test";
import { tenantKey } from "../lib/tenant-key.ts";
import { endedCall } from "../storage/made-up-call.ts";
import { KnownNames, type AskedName } from "./export-names.ts";

test("each name is asked for once, those of a page together, and nobody for what no call has", async () => {
  const asked: (readonly string[])[] = [];
  const names = new KnownNames((wanted: readonly AskedName[]) => {
    asked.push(wanted.map(({ kind, id }) => `${kind} ${id}`));
    return Promise.resolve(wanted.map(({ kind, id }) => `name of ${kind} ${id}`));
  });
  const { row } = endedCall({ callId: "a", at: 1_776_220_200_000 });
  const call = { ...row, agentId: 1, skillId: 2, innoId: 3 };
  await names.learn([call, call, { ...call, agentId: 4 }]);
  await names.learn([call, { ...call, skillId: 5 }]);
  await names.learn([call, { ...call, agentId: 0, innoId: 6 }]);
  await names.learn([call, { ...call, vdn: 171, agentId: 0, skillId: 0, innoId: 0 }]);
  assert.deepEqual(asked, [
    ["agent 1", "queue 2", "accessCode 3", "agent 4"],
    ["queue 5"],
    ["accessCode 6"],
  ]);
  const tenant = tenantKey(call);
  assert.deepEqual(
    [names.agent(tenant, 4), names.queue(tenant, 5), names.accessCode(tenant, 6)],
    ["name of agent 4", "name of queue 5", "name of accessCode 6"],
  );
  assert.deepEqual(
    [names.agent(tenant, 0), names.agent(tenantKey({ ccId: 9, vdn: 9 }), 4)],
    ["", ""],
  );
});
