// The reference page of the options, made from their table: docs/reference/options.md.
import { configurationFileVariable } from "./load-options.ts";
import { environmentName, flagName } from "./option-name.ts";
import { optionNames, optionOf } from "./option-table.ts";
import { expectationOf } from "./option-value.ts";

const introduction = `# Options

Made from \`server/src/config/option-table.ts\` by \`npm run docs\`; edit there.

A flag wins over an environment variable, that over the configuration file, that over the default. The file
is YAML, named by \`--config FILE\` or \`${configurationFileVariable}\`; \`http.port: 28080\` and \`port: 28080\` under
\`http:\` mean the same, and an unknown name is refused; a variable that begins with \`TRUNKLINE_\` and is none is told on
stderr. Lists of texts are written with commas in flags and variables. \`--port\` is short for \`--http-port\`, \`--data\` for \`--data-dir\`.
`;

export function optionsPage(): string {
  const sections = optionNames.map((name) => {
    const option = optionOf(name);
    const { schema, unit, description, places } = option;
    const facts = [
      ["default", `\`${JSON.stringify(option.default)}\`${unit === "" ? "" : ` ${unit}`}`],
      ["value", expectationOf(schema) ?? "a list"],
      ["flag", places === "everywhere" ? `\`${flagName(name)}\`` : "none"],
      ["environment", places === "file" ? "none" : `\`${environmentName(name)}\``],
    ];
    const lines = facts.map(([what, fact]) => `- ${what}: ${fact}`);
    return `## ${name}\n\n${description}.\n\n${lines.join("\n")}\n`;
  });
  return [introduction, ...sections].join("\n");
}
