// Reads a request body by its schema: once made, a reader compiles nothing and copies only fields.
import type { Static, TObject } from "typebox";
import { fieldReader, type FieldReader } from "../lib/field-reader.ts";
import { ignoredNamesMax } from "./ignored-header.ts";
import { invalid, missing, notAnObject, unknownField, type Refusal } from "./refusal.ts";

export type ReadRequest<Fields> = {
  /** Names of fields that mean nothing here, in the order sent; one more than are shown at most. */
  readonly ignored: readonly string[];
  readonly outcome: { readonly kind: "read"; readonly fields: Fields } | Refusal;
};

type Field = FieldReader & { readonly name: string; readonly isRequired: boolean };

type JsonObject = Readonly<Record<string, unknown>>;

/** Called wrapped by some clients, bare by others. */
const wrapper = "queryParam";

export function requestReader<Request extends TObject>(
  schema: Request,
  { strict }: { readonly strict: boolean },
): (body: unknown) => ReadRequest<Static<Request>> {
  const names = Object.keys(schema.properties);
  const known = new Set(names);
  const meantBy = new Map(names.map((name) => [name.toLowerCase(), name]));
  const fields = Object.entries(schema.properties).map(([name, property]): Field => ({
    name,
    isRequired: schema.required?.includes(name) ?? false,
    ...fieldReader(property),
  }));
  return (body) => {
    if (!isJsonObject(body)) return { ignored: [], outcome: notAnObject };
    const ignored: string[] = [];
    let object = body;
    const inner = Object.hasOwn(body, wrapper) ? body[wrapper] : undefined;
    if (isJsonObject(inner)) {
      noteUnknown(body, new Set([wrapper]), ignored);
      object = inner;
    }
    noteUnknown(object, known, ignored);
    const [first] = ignored;
    if (strict && first !== undefined) {
      return { ignored, outcome: unknownField(first, meantBy.get(first.toLowerCase())) };
    }
    return { ignored, outcome: readFields<Static<Request>>(object, fields) };
  };
}

function readFields<Fields>(
  object: JsonObject,
  fields: readonly Field[],
): ReadRequest<Fields>["outcome"] {
  const read: Record<string, unknown> = {};
  for (const { name, isRequired, read: readValue, expectation } of fields) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined || value === null || value === "") {
      if (isRequired) return missing(name);
      continue;
    }
    const fit = readValue(value);
    if (fit === undefined) return invalid(name, expectation, value);
    read[name] = fit;
  }
  // The readers are made from the same schema as the type: what they let through has it.
  return { kind: "read", fields: read as Fields };
}

function noteUnknown(object: JsonObject, known: ReadonlySet<string>, ignored: string[]): void {
  for (const name in object) {
    if (!known.has(name) && ignored.length <= ignoredNamesMax) ignored.push(name);
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
