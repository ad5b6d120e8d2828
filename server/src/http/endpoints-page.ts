// The reference pages of the endpoints, made from the contract: docs/reference/api.md and cms-interfaces.md.
import {
  apiEndpoints,
  cmsEndpoints,
  pathFields,
  problems,
  sourceEndpoints,
  type Endpoint,
} from "@trunkline/contract";
import { schemaRows } from "./schema-rows.ts";

/** A longer example says less than the table beside it. */
const exampleLinesMax = 60;

export function apiPage(): string {
  return page(
    [...apiEndpoints, ...sourceEndpoints],
    `# Our own API

Made from \`contract/src/api\` by \`npm run docs\`; edit there. The same as a file for tools: \`/openapi.json\`.

Every request carries a bearer key: \`Authorization: Bearer KEY\`. A key has a role and tenants, and sees nothing
else. Limits of texts are characters, those of lists entries. Fields of a GET and of a DELETE are the query; a list is written with commas or by naming the field again.
Times in answers are epoch milliseconds, \`0\` where something did not happen, and durations are milliseconds. A refusal is a
[problem document](problems.md). \`completeUpTo\` says up to which time the events of the tenants asked have come in.
`,
  );
}

export function cmsInterfacesPage(): string {
  return page(
    cmsEndpoints,
    `# The CC-CMS interfaces

Made from \`contract/src/cms\` by \`npm run docs\`; edit there. The same as a file for tools: \`/openapi.json\`.

\`/rest/cmsapp\` takes requests that are signed (C2), \`/apiaccess\` a token (C1) of \`tokenByAkSk\`. What is the same
as in the old service, and what differs, is in [the guide](../guide/cc-cms-clients.md). Requests are read leniently:
a number may come as a text of digits, a text of digits as a number, "true" and "false" as booleans; \`null\` and \`""\`
mean the same as an absent field; the body may be wrapped in \`{"queryParam": {...}}\`.
`,
  );
}

function page(endpoints: readonly Endpoint[], introduction: string): string {
  const list = endpoints.map(
    ({ id, method, path, summary }) =>
      `| [${id}](#${id}) | \`${method} ${path}\` | ${cellOf(summary)} |`,
  );
  const index = `## All of them\n\n| name | path | answer |\n| --- | --- | --- |\n${list.join("\n")}\n`;
  return [introduction, index, ...endpoints.map((endpoint) => section(endpoint))].join("\n");
}

function section(endpoint: Endpoint): string {
  const { id, method, path, summary, request, reply } = endpoint;
  return [
    `## ${id}\n\n\`${method} ${path}\`\n\n${summary}.\n`,
    `${permission(endpoint)}\n`,
    table("Request", schemaRows(request, true), "No fields."),
    table("Answer", schemaRows(reply, false), `${endpoint.replyType ?? "application/json"}.`),
    example(endpoint),
  ].join("\n");
}

function permission({ security, roles = [], listener, requestTypes, failures }: Endpoint): string {
  const key = {
    c2: "a signature (C2)",
    c1: "a token (C1)",
    bearer: `a key with one of the roles ${roles.join(", ")}`,
    none: "no key",
  } as const;
  const facts = [`- needs: ${key[security]}`];
  if (listener === "internal")
    facts.push("- on the internal listener alone, which is off by default");
  if (requestTypes !== undefined) facts.push(`- body: ${requestTypes.map(code).join(", ")}`);
  const statuses = [...new Set(failures.map(({ status }) => status))].sort((a, b) => a - b);
  if (statuses.length > 0) facts.push(`- other statuses: ${statuses.map(statusWords).join(", ")}`);
  return facts.join("\n");
}

/** The codes that come with a status; a failure of a 200 is in its body. */
function statusWords(status: number): string {
  const isOfProblem = Object.values(problems).some((problem) => problem.status === status);
  return isOfProblem ? String(status) : `${status} with a failure in its body`;
}

function table(title: string, rows: ReturnType<typeof schemaRows>, otherwise: string): string {
  if (rows.length === 0) return `**${title}**: ${otherwise}\n`;
  const lines = rows.map(
    ({ field, value, about }) => `| \`${field}\` | ${cellOf(value)} | ${cellOf(about)} |`,
  );
  return `**${title}**\n\n| field | value | meaning |\n| --- | --- | --- |\n${lines.join("\n")}\n`;
}

function example(endpoint: Endpoint): string {
  const { example, method, path } = endpoint;
  // The example of an endpoint fits its schema; those with a path or a query are objects.
  const fields = example.request as Readonly<Record<string, unknown>>;
  const inPath = pathFields(path);
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(fields[name]));
  const rest = Array.isArray(example.request)
    ? example.request
    : Object.fromEntries(Object.entries(fields).filter(([name]) => !inPath.includes(name)));
  const hasQuery = method === "GET" || method === "DELETE";
  const query = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`);
  const asked = hasQuery
    ? `${method} ${url}${query.length === 0 ? "" : `?${query.join("&")}`}`
    : `${method} ${url}\n${textOf(rest)}`;
  const answer = textOf(example.reply);
  const isLong = answer.split("\n").length > exampleLinesMax;
  return `${block(asked)}${isLong ? "" : `\n${block(answer)}`}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function block(text: string): string {
  return `\`\`\`\n${text.trimEnd()}\n\`\`\`\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function cellOf(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
