import assert from "node:assert/strict";
import { test } from "node:test";
import { readOriginate } from "./originate-command.ts";

test("variables, endpoint and application of an originate are read", () => {
  const command = readOriginate(
    "{origination_uuid=u-1,task_id=18,name='Li, Lei'}[leg_timeout=8]sofia/int/1001@10.0.0.1:5060 &bridge({a=1}sofia/ext/13612345678@10.0.0.3:5060)",
  );
  assert.equal(command.endpoint, "sofia/int/1001@10.0.0.1:5060");
  assert.equal(command.application, "bridge");
  assert.equal(command.applicationData, "sofia/ext/13612345678@10.0.0.3:5060");
  assert.deepEqual(Object.fromEntries(command.variables), {
    origination_uuid: "u-1",
    task_id: "18",
    name: "Li, Lei",
    leg_timeout: "8",
  });
});

test("an originate into the dialplan has no application, and what is none at all has nothing", () => {
  const { endpoint, application } = readOriginate("user/1001 9196 XML default");
  assert.deepEqual([endpoint, application], ["user/1001", ""]);
  assert.deepEqual(readOriginate(" {broken "), {
    variables: new Map(),
    endpoint: "{broken",
    application: "",
    applicationData: "",
  });
});
