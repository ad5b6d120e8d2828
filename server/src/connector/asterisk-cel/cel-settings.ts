// Settings of the import of CEL: those of the PBX, and how the files are to be read.
import { Type, type Static } from "typebox";
import { parseAmiSettings, type AmiSettings } from "../asterisk-ami/ami-settings.ts";
import { parseSettings, textReading } from "../parse-settings.ts";

/** As in the sample of cel_custom.conf. */
export const celCustomColumns: readonly string[] = `
  eventtype eventtime name num ani rdnis dnid exten context channame appname appdata amaflags
  accountcode uniqueid linkedid peer userfield userdeftype eventextra
`
  .trim()
  .split(/\s+/);

export const CelReading = Type.Object(
  {
    ...textReading,
    form: Type.Union([Type.Literal("auto"), Type.Literal("csv"), Type.Literal("json")], {
      default: "auto",
      description: "csv, or one JSON object a line; auto looks at how each line begins",
    }),
    columns: Type.Array(Type.String({ maxLength: 64 }), {
      default: [...celCustomColumns],
      minItems: 1,
      description: "of the csv, in order; a first row that names them all wins",
    }),
  },
  { additionalProperties: false, default: {} },
);

export type CelReading = Static<typeof CelReading>;

export type CelSettings = { readonly pbx: AmiSettings; readonly reading: CelReading };

/** Settings of the PBX, with the section `cel`. */
export function parseCelSettings(value: unknown): CelSettings {
  const pbx = parseAmiSettings(value);
  return { pbx, reading: parseSettings(CelReading, "CEL", pbx.cel ?? {}) };
}
