import assert from "node:assert/strict";
import { test } from "node:test";
import { asteriskUnreachable } from "./asterisk-ami/asterisk-findings.ts";
import { freeswitchUnreachable } from "./freeswitch-esl/freeswitch-findings.ts";

test("a PBX beside us is not told to listen to every network", () => {
  for (const [host, listens] of [
    ["127.0.0.1", "127.0.0.1"],
    ["localhost", "127.0.0.1"],
    ["::1", "::1"],
    ["fd00::5", "::"],
    ["10.0.0.5", "0.0.0.0"],
    ["127.example.com", "0.0.0.0"],
  ]) {
    const asterisk = asteriskUnreachable(`${host}:5038`, "refused").change;
    assert.ok(asterisk.includes("port = 5038"));
    assert.ok(asterisk.includes(`bindaddr = ${listens}`), asterisk.join("\n"));
    const freeswitch = freeswitchUnreachable(`${host}:8021`, "refused").change;
    assert.ok(freeswitch.includes(`<param name="listen-port" value="8021"/>`));
    assert.ok(freeswitch.includes(`<param name="listen-ip" value="${listens}"/>`));
  }
});
