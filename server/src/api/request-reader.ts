// Reads a request by its endpoint's schema: what stands in path and query is text, a body is JSON.
import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { pathFields, type Endpoint } from "@trunkline/contract";
import { fieldReader, type FieldReader } from "../lib/field-reader.ts";
import { ApiProblem, invalidField } from "./api-problem.ts";

export type SentRequest = {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined when there is none. */
  readonly body: unknown;
};

type Field = FieldReader & {
  readonly name: string;
  readonly schema: TSchema;
  readonly isRequired: boolean;
  readonly isList: boolean;
};

type ObjectKeywords = {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
};

/** Throws an ApiProblem that names the field, what was sent and what is allowed. */
export function requestReader(
  endpoint: Pick<Endpoint, "method" | "path" | "request">,
): (sent: SentRequest) => Readonly<Record<string, unknown>> {
  // The requests of our own API are object schemas; TSchema alone does not say so.
  const { properties = {}, required = [] } = endpoint.request as ObjectKeywords;
  const fields = Object.entries(properties).map(([name, schema]): Field => ({
    name,
    schema,
    isRequired: required.includes(name),
    isList: (schema as { readonly type?: string }).type === "array",
    ...fieldReader(schema),
  }));
  const namesInPath = pathFields(endpoint.path);
  const inPath = fields.filter(({ name }) => namesInPath.includes(name));
  const others = fields.filter(({ name }) => !namesInPath.includes(name));
  const hasQuery = endpoint.method === "GET" || endpoint.method === "DELETE";
  return ({ path, query, body }) => {
    const read: Record<string, unknown> = {};
    readTexts(inPath, path, read);
    refuseUnknown(query, hasQuery ? others : []);
    if (hasQuery) readTexts(others, query, read);
    else readBody(others, body, read);
    return read;
  };
}

function readTexts(
  fields: readonly Field[],
  sent: Readonly<Record<string, unknown>>,
  into: Record<string, unknown>,
): void {
  for (const field of fields) {
    const value = sent[field.name];
    if (isAbsent(field, value)) continue;
    into[field.name] = fitting(field, field.isList ? listed(value) : value);
  }
}

/** No value of a list holds a comma: tenants, numbers and names of choices. */
function listed(value: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.flatMap((each) => (typeof each === "string" ? each.split(",") : [each]));
}

function readBody(fields: readonly Field[], body: unknown, into: Record<string, unknown>): void {
  const sent = body ?? {};
  if (typeof sent !== "object" || Array.isArray(sent)) {
    throw new ApiProblem("malformed", "The body must be a JSON object");
  }
  refuseUnknown(sent, fields);
  for (const field of fields) {
    const value: unknown = Object.entries(sent).find(([name]) => name === field.name)?.[1];
    if (isAbsent(field, value)) continue;
    // In JSON a number is no text and a text no number.
    if (!Value.Check(field.schema, value)) throw wrong(field, value);
    into[field.name] = fitting(field, value);
  }
}

function isAbsent({ name, isRequired, expectation }: Field, value: unknown): boolean {
  if (value !== undefined) return false;
  if (isRequired) {
    throw new ApiProblem("invalidField", `'${name}' is missing: it must ${expectation}`, name);
  }
  return true;
}

function fitting(field: Field, value: unknown): unknown {
  const fit = field.read(value);
  if (fit === undefined) throw wrong(field, value);
  return fit;
}

function wrong({ name, expectation }: Field, value: unknown): ApiProblem {
  return invalidField(name, expectation, value);
}

function refuseUnknown(sent: object, known: readonly Field[]): void {
  for (const name of Object.keys(sent)) {
    if (known.some((field) => field.name === name)) continue;
    const meant = known.find((field) => field.name.toLowerCase() === name.toLowerCase());
    const shown = name.slice(0, nameMax);
    throw new ApiProblem(
      "invalidField",
      `'${shown}' is not known here; ${hintOf(known, meant)}`,
      shown,
    );
  }
}

const nameMax = 64;

function hintOf(known: readonly Field[], meant: Field | undefined): string {
  if (meant !== undefined) return `did you mean '${meant.name}'?`;
  const names = known.map(({ name }) => `'${name}'`).join(", ");
  return names === "" ? "nothing is" : `known: ${names}`;
}
