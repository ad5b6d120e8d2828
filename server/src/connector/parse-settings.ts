// Settings of a source, as read from YAML -> checked, with the defaults filled in.
import { Type, type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";

/** `of` names whose settings they are, for the error: "Cannot read Asterisk settings: ...". */
export function parseSettings<Schema extends TSchema>(
  schema: Schema,
  of: string,
  value: unknown,
): Static<Schema> {
  const filled = Value.Default(schema, Value.Clone(value));
  if (Value.Check(schema, filled)) return filled;
  const [error] = Value.Errors(schema, filled);
  const where = error?.instancePath.replaceAll("/", ".").slice(1) || "settings";
  const isUnknown = error?.keyword === "boolean";
  const what = isUnknown ? "is not a setting" : (error?.message ?? "is invalid");
  throw new Error(`Cannot read ${of} settings: '${where}' ${what}`);
}

/** Settings of every file of text lines. */
export const textReading = {
  encoding: Type.String({
    default: "utf-8",
    maxLength: 40,
    description: "of the text, such as utf-8, windows-1251 or gbk",
  }),
  timeZone: Type.String({
    default: "UTC",
    maxLength: 64,
    description: "of times that are written as date and time, such as Asia/Shanghai",
  }),
};
