import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAmiSettings } from "./ami-settings.ts";
import { callIdOf } from "../platform-call-id.ts";
import { agentOfInterface, indexSettings } from "./settings-index.ts";

const tenant = (vdn: number, more: object = {}) => ({ ccId: 1, vdn, ...more });

test("settings that name a tenant alone are enough; the rest has defaults", () => {
  const settings = parseAmiSettings({ tenants: [tenant(170)] });
  assert.equal(settings.source, "asterisk");
  assert.deepEqual(settings.tenants[0]?.agents, []);
  assert.ok(settings.ivrApplications.includes("BackGround"));
  assert.equal(settings.tasks.agentFirstType, "1");
});

test("settings are refused with the place and the reason", () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{}, /'settings' must have required properties tenants/],
    [{ tenants: [] }, /'tenants' must not have fewer than 1 items/],
    [{ tenants: [tenant(9000)] }, /'tenants.0.vdn' must be <= 5000, got '9000'/],
    [{ tenants: [tenant(170, { queue: [] })] }, /'tenants.0.queue' is not a setting/],
    [
      { source: "pbx1", tenants: "1/170" },
      /settings of 'pbx1': 'tenants' must be array, got '1\/170'$/,
    ],
    [
      { tenants: [tenant(170)], connection: { host: "h", username: "u", secret: 47_11 } },
      /string$/,
    ],
  ];
  for (const [value, message] of cases) assert.throws(() => parseAmiSettings(value), message);
});

test("a name that two tenants claim is refused: it would mix their calls", () => {
  const settings = parseAmiSettings({
    tenants: [tenant(170, { accessCodes: ["8888"] }), tenant(171, { accessCodes: ["8888"] })],
  });
  assert.throws(
    () => indexSettings(settings),
    /Cannot use access code '8888' twice: tenants 1\/170 and 1\/171 both name it/,
  );
});

test("an agent ID in the gap of the range is refused", () => {
  const agents = [{ agentId: 60000, interfaces: ["PJSIP/1"] }];
  const settings = parseAmiSettings({ tenants: [tenant(170, { agents })] });
  assert.throws(() => indexSettings(settings), /Cannot use agent 60000 of tenant 1\/170/);
});

test("a queue member's Local interface is found without its options", () => {
  const agents = [{ agentId: 1002, interfaces: ["Local/1002@agents", "PJSIP/1002"] }];
  const index = indexSettings(parseAmiSettings({ tenants: [tenant(170, { agents })] }));
  for (const name of ["Local/1002@agents/n", "Local/1002@agents", "PJSIP/1002"]) {
    assert.equal(agentOfInterface(index, name)?.agentId, 1002);
  }
  assert.equal(agentOfInterface(index, "PJSIP/1003"), undefined);
});

test("a channel ID too long for a call ID is shortened, always to the same and never to another's", () => {
  const long = "a".repeat(150);
  assert.equal(callIdOf("pbx1-1795235373.0"), "pbx1-1795235373.0");
  assert.equal(callIdOf(long).length, 64);
  assert.equal(callIdOf(long), callIdOf(long));
  assert.notEqual(callIdOf(long), callIdOf(`${long.slice(1)}b`));
});
