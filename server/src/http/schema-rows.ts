// A schema of the contract as rows of a table: where a field is, what it may be, what it means.
import type { TSchema } from "typebox";

export type SchemaRow = { readonly field: string; readonly value: string; readonly about: string };

/** The keywords that the contract uses. */
type Keywords = {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Keywords[];
  readonly properties?: Readonly<Record<string, Keywords>>;
  readonly patternProperties?: Readonly<Record<string, Keywords>>;
  readonly required?: readonly string[];
  readonly items?: Keywords;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
};

/** `marksOptional`: of requests it is said what may be left out. */
export function schemaRows(schema: TSchema, marksOptional: boolean): readonly SchemaRow[] {
  return [...rowsOf(schema, "", marksOptional)];
}

function* rowsOf(schema: Keywords, at: string, marksOptional: boolean): Iterable<SchemaRow> {
  const variants = objectsOf(schema);
  for (const [name, { schemas, isOptional, of }] of fieldsOf(variants)) {
    const [first = {}] = schemas;
    const merged = schemas.length === 1 ? first : { ...first, anyOf: schemas };
    const field = at === "" ? name : `${at}.${name}`;
    const about = [
      marksOptional && isOptional ? "optional" : "",
      of.length === 0 ? "" : `of ${of.join(", ")}`,
      first.description ?? first.anyOf?.find((one) => one.description)?.description ?? "",
      first.default === undefined ? "" : `default ${JSON.stringify(first.default)}`,
    ];
    const isConst = schemas.every((one) => one.const !== undefined);
    const value = isConst ? choiceOf(schemas.map((one) => one.const)) : valueOf(merged);
    yield { field, value, about: about.filter((part) => part !== "").join("; ") };
    for (const inner of schemas.slice(0, 1)) {
      yield* rowsOf(inner, `${field}${isList(inner) ? "[]" : ""}`, marksOptional);
    }
  }
}

type Field = {
  readonly schemas: Keywords[];
  isOptional: boolean;
  /** The kinds that have it; empty = all. */
  of: readonly string[];
};

function fieldsOf(variants: readonly Keywords[]): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const variant of variants) {
    for (const [name, schema] of Object.entries(variant.properties ?? {})) {
      const field = fields.get(name) ?? { schemas: [], isOptional: false, of: [] };
      const isKnown = field.schemas.some((one) => JSON.stringify(one) === JSON.stringify(schema));
      if (!isKnown) field.schemas.push(schema);
      if (variant.required?.includes(name) !== true) field.isOptional = true;
      field.of = [...field.of, kindOf(variant)];
      fields.set(name, field);
    }
  }
  for (const field of fields.values()) {
    const isOfAll = field.of.length === variants.length;
    if (isOfAll || field.of.includes("")) field.of = [];
  }
  return fields;
}

/** What tells the variants of a union apart. */
function kindOf({ properties = {} }: Keywords): string {
  const kind = properties.kind?.const ?? properties.type?.const;
  return typeof kind === "string" ? `\`${kind}\`` : "";
}

/** The objects that a schema is, or a list of, or one of. */
function objectsOf(schema: Keywords): readonly Keywords[] {
  if (schema.properties !== undefined) return [schema];
  if (schema.items !== undefined) return objectsOf(schema.items);
  return (schema.anyOf ?? []).flatMap((one) => objectsOf(one));
}

function isList(schema: Keywords): boolean {
  return schema.items !== undefined || (schema.anyOf?.some((one) => isList(one)) ?? false);
}

function valueOf(schema: Keywords): string {
  if (schema.const !== undefined) return choiceOf([schema.const]);
  if (schema.enum !== undefined) return choiceOf(schema.enum);
  if (schema.anyOf !== undefined) {
    const consts = schema.anyOf.filter((one) => one.const !== undefined);
    const others = schema.anyOf.filter((one) => one.const === undefined);
    const words = others.map((one) => valueOf(one));
    if (consts.length > 0) words.unshift(choiceOf(consts.map((one) => one.const)));
    return [...new Set(words)].join(" or ");
  }
  if (schema.items !== undefined) {
    const atMost = schema.maxItems === undefined ? "" : `, at most ${schema.maxItems}`;
    return `list of ${schema.items.properties === undefined ? valueOf(schema.items) : "objects"}${atMost}`;
  }
  if (schema.patternProperties !== undefined) return "object of any names";
  switch (schema.type) {
    case "integer":
    case "number":
      return `${schema.type}${rangeOf(schema.minimum, schema.maximum)}`;
    case "string":
      return schema.maxLength === undefined ? "text" : `text, at most ${schema.maxLength}`;
    case "array":
      return "list";
    case undefined:
      return "anything";
    default:
      return String(schema.type);
  }
}

/** The largest numbers are no limits that anybody meets. */
function rangeOf(minimum: number | undefined, maximum: number | undefined): string {
  const least = minimum !== undefined && minimum > -1e12 ? minimum : undefined;
  const most = maximum !== undefined && maximum < 1e12 ? maximum : undefined;
  if (least !== undefined && most !== undefined) return ` ${least} to ${most}`;
  if (least !== undefined && least !== 0) return ` from ${least}`;
  return most === undefined ? "" : ` to ${most}`;
}

function choiceOf(values: readonly unknown[]): string {
  return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
}
