// Why an event is refused, in words: the field, what it must be, what it is.

export type Refusal = { readonly field: string; readonly reason: string };

type SchemaError = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
};

const quotedLengthMax = 80;

export function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const cut = text.length > quotedLengthMax ? `${text.slice(0, quotedLengthMax)}...` : text;
  return `'${cut}'`;
}

export function describeError(error: SchemaError, fields: unknown): Refusal {
  const path = error.instancePath.split("/").slice(1);
  if (error.keyword === "required") {
    const missing = missingProperty(error.params);
    return { field: [...path, missing].join("."), reason: "is missing" };
  }
  const value = valueAt(fields, path);
  if (value === undefined) return { field: path.join("."), reason: "is missing" };
  return { field: path.join("."), reason: `${error.message}; got ${quoted(value)}` };
}

function missingProperty(params: object): string {
  if (!("requiredProperties" in params) || !Array.isArray(params.requiredProperties)) return "";
  return String(params.requiredProperties[0]);
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const name of path) {
    if (typeof value !== "object" || value === null) return undefined;
    // Objects that came as JSON are read by name.
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
