// The guides of the PBXs: what they tell people to write is such that Trunkline takes it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { loadOptions } from "../config/load-options.ts";
import { celConfig } from "../connector/asterisk-cel/app-start-check.ts";
import { liveSourceOf } from "../connector/live-source.ts";
import { tenantKey } from "../lib/tenant-key.ts";
import { runInTest } from "./run-in-test.ts";

const guides = [
  { name: "asterisk", kind: "asterisk-ami" },
  { name: "freeswitch", kind: "freeswitch-esl" },
] as const;

let dir = "";
before(async () => {
  dir = await mkdtemp(join(tmpdir(), "trunkline-"));
});
after(() => rm(dir, { recursive: true, force: true }));

async function guide(name: string): Promise<string> {
  return readFile(new URL(`../../../docs/guide/${name}.md`, import.meta.url), "utf8");
}

for (const { name, kind } of guides) {
  test(`the configuration in the guide of ${name} is one that the server takes`, async () => {
    const [, yaml = ""] = /```yaml\n(.*?)```/s.exec(await guide(name)) ?? [];
    const file = join(dir, "secret");
    await writeFile(file, "a-long-random-text\n");
    const text = yaml.replace(/((?:secret|password)File: )\S+/, `$1${file}`);
    const { options } = loadOptions({
      environment: {},
      configurationFile: "trunkline.yaml",
      readFile: () => text,
    });
    assert.equal(options.tenants.length, 1);
    const [source, ...others] = options.sources.map(liveSourceOf);
    assert.deepEqual(others, []);
    assert.equal(source?.kind, kind);
    assert.equal(source.secret, "a-long-random-text");
    assert.deepEqual(source.tenants, [tenantKey({ ccId: 1, vdn: 170 })]);
  });

  test(`the commands in the guide of ${name} exist, with their flags`, async () => {
    const commands = [...(await guide(name)).matchAll(/^trunkline (.+)$/gm)].map(([, words = ""]) =>
      words.split(" "),
    );
    assert.ok(commands.length >= 4);
    for (const words of commands) {
      const { code, said } = await runInTest([...words.slice(0, 2), "--help"]);
      assert.equal(code, 0, said);
      const flags = words.filter((word) => word.startsWith("--"));
      const unknown = flags.filter((flag) => !said.includes(flag));
      assert.deepEqual(unknown, [], words.join(" "));
    }
  });
}

test("the lines of cel.conf that an import asks for are those of the guide", async () => {
  const text = await guide("asterisk");
  for (const line of Object.values(celConfig)) assert.ok(text.includes(`\n${line}\n`), line);
});
