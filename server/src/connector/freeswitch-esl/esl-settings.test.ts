import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEslSettings } from "./esl-settings.ts";
import { flowOf, indexSettings } from "./settings-index.ts";

const tenant = (vdn: number, more: object = {}) => ({ ccId: 1, vdn, ...more });

test("settings that name a tenant alone are enough; the rest has defaults", () => {
  const settings = parseEslSettings({ tenants: [tenant(170)] });
  assert.equal(settings.source, "freeswitch");
  assert.deepEqual(settings.inboundContexts, ["public"]);
  assert.deepEqual(settings.tenants[0]?.agents, []);
  assert.ok(settings.ivrApplications.includes("play_and_get_digits"));
  assert.equal(settings.tasks.agentFirstType, "1");
});

test("settings are refused with the place and the reason", () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{}, /'settings' must have required properties tenants/],
    [{ tenants: [] }, /'tenants' must not have fewer than 1 items/],
    [{ tenants: [tenant(9000)] }, /'tenants.0.vdn' must be <= 5000, got '9000'/],
    [{ tenants: [tenant(170, { queue: [] })] }, /'tenants.0.queue' is not a setting/],
  ];
  for (const [value, message] of cases) assert.throws(() => parseEslSettings(value), message);
});

test("a name that two tenants claim is refused: it would mix their calls", () => {
  const twice = (more: object) => () =>
    indexSettings(parseEslSettings({ tenants: [tenant(170, more), tenant(171, more)] }));
  assert.throws(
    twice({ accessCodes: ["8888"] }),
    /Cannot use access code '8888' twice: tenants 1\/170 and 1\/171 both name it/,
  );
  assert.throws(twice({ domains: ["a.example.com"] }), /Cannot use domain 'a.example.com' twice/);
  assert.throws(twice({ queues: [{ name: "q", skillId: 1 }] }), /Cannot use queue 'q' twice/);
  assert.throws(
    twice({ agents: [{ agentId: 1001, names: ["1001@a"] }] }),
    /Cannot use agent name '1001@a' twice/,
  );
  assert.throws(
    twice({ agents: [{ agentId: 1001, devices: ["sofia/int/1001"] }] }),
    /Cannot use device 'sofia\/int\/1001' twice/,
  );
});

test("an agent ID in the gap of the range is refused", () => {
  const agents = [{ agentId: 60000, names: ["1@a"] }];
  const settings = parseEslSettings({ tenants: [tenant(170, { agents })] });
  assert.throws(() => indexSettings(settings), /Cannot use agent 60000 of tenant 1\/170/);
});

test("an IVR flow is found by menu, else by destination, else by context", () => {
  const flows = [
    { flowId: 1, contexts: ["public"] },
    { flowId: 2, destinations: ["8888"] },
    { flowId: 3, menus: ["main"] },
  ];
  const [own] = parseEslSettings({ tenants: [tenant(170, { flows })] }).tenants;
  assert.ok(own !== undefined);
  const place = { menu: "main", destination: "8888", context: "public" };
  assert.equal(flowOf(own, place), 3);
  assert.equal(flowOf(own, { ...place, menu: "" }), 2);
  assert.equal(flowOf(own, { ...place, menu: "", destination: "9" }), 1);
  assert.equal(flowOf(own, { menu: "", destination: "9", context: "x" }), undefined);
});
