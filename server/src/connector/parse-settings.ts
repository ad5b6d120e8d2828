// Settings of a source, as read from YAML -> checked, with the defaults filled in.
import { Type, type Static, type TSchema } from "typebox";
import { Value } from "typebox/value";
import { isTimeZone } from "../lib/zone-calendar.ts";

/** `of` names whose settings they are, for the error: "Cannot read Asterisk settings of 'pbx1': ...". */
export function parseSettings<Schema extends TSchema>(
  schema: Schema,
  of: string,
  value: unknown,
): Static<Schema> {
  const filled = Value.Default(schema, Value.Clone(value));
  if (Value.Check(schema, filled)) return filled;
  const [error] = Value.Errors(schema, filled);
  const path = error?.instancePath.split("/").slice(1) ?? [];
  const where = path.join(".") || "settings";
  const isUnknown = error?.keyword === "boolean";
  const what = isUnknown
    ? "is not a setting"
    : `${error?.message ?? "is invalid"}${gotAt(filled, path)}`;
  const source = valueAt(value, ["source"]);
  const named = typeof source === "string" ? ` of '${source}'` : "";
  throw new Error(`Cannot read ${of} settings${named}: '${where}' ${what}`);
}

/** How to connect holds secrets, and so do groups of settings; "" = they are not shown. */
function gotAt(settings: unknown, path: readonly string[]): string {
  const found = valueAt(settings, path);
  if (path.length === 0 || path[0] === "connection" || typeof found === "object") return "";
  return `, got '${typeof found === "string" ? found : JSON.stringify(found)}'`;
}

function valueAt(settings: unknown, path: readonly string[]): unknown {
  // Lists and maps of YAML alike, and what somebody wrote in their place.
  return path.reduce(
    (inner, name) => (inner as Readonly<Record<string, unknown>> | null)?.[name],
    settings,
  );
}

/** Settings of every file of text lines. */
export const textReading = {
  encoding: Type.String({
    default: "utf-8",
    maxLength: 40,
    description: "of the text, such as utf-8, windows-1251 or gbk",
  }),
  timeZone: Type.Refine(
    Type.String({
      default: "UTC",
      maxLength: 64,
      description: "of times that are written as date and time, such as Asia/Shanghai",
    }),
    isTimeZone,
    () => "must be an IANA time zone, such as Asia/Shanghai",
  ),
};
