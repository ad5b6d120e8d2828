// trunkline verify: compares a captured request with what it should be, step by step.
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { compareCapturedRequest } from "../access/c2-comparison.ts";
import { columns } from "./argument.ts";
import { CommandFailure } from "./exit-code.ts";
import { addOptionFlags, loadFromFlags } from "./option-flags.ts";
import { findSecretOfAccessKey } from "./open-data.ts";
import { readInput } from "../lib/read-input.ts";
import type { Terminal } from "./terminal.ts";

const shown = { right: "ok", remark: "remark", wrong: "WRONG" };

export function addVerifyCommand(program: Command, terminal: Terminal): void {
  const verify = program
    .command("verify")
    .description("says what is wrong with the signature of a captured request")
    .argument("<file>", "the request as sent: request line, headers, empty line, body; - = stdin")
    .option("--sk <sk>", "the secret; without it the registry of --data is asked")
    .option("--texts", "also prints the texts that should have been signed");
  addOptionFlags(verify, ["data.dir", "masterKeyFile", "signature.ageSecondsMax"]).action(
    (file: string, flags: { readonly sk?: string; readonly texts?: true }) => {
      const { sk } = flags;
      const { options } = loadFromFlags(verify, terminal);
      const { steps, firstWrong, explanation } = compareCapturedRequest({
        captured: file === "-" ? readFileSync(0) : readInput(file),
        secretOf: (ak) => sk ?? findSecretOfAccessKey(verify, terminal, ak),
        now: terminal.now(),
        signatureAgeMaxMs: options["signature.ageSecondsMax"] * 1000,
      });
      terminal.out(columns(steps.map(({ name, state, finding }) => [shown[state], name, finding])));
      if (flags.texts === true && explanation !== undefined) {
        terminal.out(`prefix:\n${explanation.prefix}`);
        for (const canonical of explanation.canonical) terminal.out(`canonical:\n${canonical}`);
      }
      if (firstWrong !== undefined) {
        throw new CommandFailure(
          `Cannot accept the request: ${firstWrong.name} is wrong: ${firstWrong.finding}`,
        );
      }
    },
  );
}
