// The types of src/contract.ts written out, so that the package needs neither the contract nor TypeBox.
import {
  apiEndpoints,
  cmsQueryEndpoints,
  eventSchemas,
  LiveChange,
  LiveDropped,
  LiveHeartbeat,
  LiveSnapshot,
  Problem,
  WebhookMessage,
  type Endpoint,
} from "@trunkline/contract";

/** The keywords of JSON Schema that the contract uses. */
type Schema = {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[] | undefined;
};

export function typeSource(): string {
  const event = typeOf({ anyOf: Object.values(eventSchemas) }, "");
  return [
    "// What crosses the wire, written from Trunkline's contract.\n",
    tableOf("ApiRequests", apiEndpoints, ({ request }) => request),
    tableOf("ApiReplies", apiEndpoints, ({ reply }) => reply),
    tableOf("CmsRequests", cmsQueryEndpoints, ({ request }) => request),
    tableOf("CmsReplies", cmsQueryEndpoints, ({ reply }) => reply),
    `export type LiveMessage =
  | ${message("snapshot", LiveSnapshot)}
  | ${message("change", LiveChange)}
  | ${message("heartbeat", LiveHeartbeat)}
  | { readonly event: "dropped"; readonly data: ${typeOf(LiveDropped, "  ")} };\n`,
    `/** RFC 9457 */\nexport type ProblemDocument = ${typeOf(Problem, "")};\n`,
    `/** An event as \`postEvents\` takes it. */\nexport type SentEvent = ${event};\n`,
    `/** What a webhook is sent. */\nexport type WebhookMessage = ${typeOf(WebhookMessage, "")};\n`,
  ].join("\n");
}

function tableOf(
  name: string,
  entries: readonly Endpoint[],
  schemaOf: (entry: Endpoint) => Schema,
): string {
  const rows = entries.map((entry) => {
    const comment = `  /** ${entry.method} ${entry.path}: ${entry.summary} */\n`;
    return `${comment}  readonly ${entry.id}: ${typeOf(schemaOf(entry), "  ")};\n`;
  });
  return `export type ${name} = {\n${rows.join("")}};\n`;
}

function message(event: string, schema: Schema): string {
  const data = typeOf(schema, "  ");
  return `{ readonly event: "${event}"; readonly id: string; readonly data: ${data} }`;
}

function typeOf(schema: Schema, indent: string): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.anyOf !== undefined) return union(schema.anyOf.map((one) => typeOf(one, indent)));
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `readonly ${itemOf(schema.items ?? {}, indent)}[]`;
    case "object":
      return objectOf(schema, indent);
    case undefined:
      return "unknown";
    default:
      throw new Error(`Cannot write a type for '${schema.type}': no such type is known`);
  }
}

function objectOf(schema: Schema, indent: string): string {
  const { properties = {}, patternProperties = {}, required } = schema;
  const names = Object.entries(properties);
  const [values] = Object.values(patternProperties);
  if (values !== undefined) return `{ readonly [name: string]: ${typeOf(values, indent)} }`;
  const inner = `${indent}  `;
  const lines = names.map(([name, schema]) => {
    const { description } = schema;
    const comment = description === undefined ? "" : `${inner}/** ${description} */\n`;
    const mark = required?.includes(name) === true ? "" : "?";
    return `${comment}${inner}readonly ${name}${mark}: ${typeOf(schema, inner)};\n`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(" | ");
}

function itemOf(schema: Schema, indent: string): string {
  const type = typeOf(schema, indent);
  const isAtom = schema.enum === undefined && schema.anyOf === undefined && schema.type !== "array";
  return isAtom ? type : `(${type})`;
}
