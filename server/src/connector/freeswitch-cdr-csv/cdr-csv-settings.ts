// Settings of the import of mod_cdr_csv: those of the PBX, and how the files are to be read.
import { Type, type Static } from "typebox";
import { parseEslSettings } from "../freeswitch-esl/esl-settings.ts";
import type { EslSettings } from "../freeswitch-esl/esl-settings.ts";
import { parseSettings, textReading } from "../parse-settings.ts";

/** The template 'example' of the module's own configuration. */
const exampleColumns: readonly string[] = `
  caller_id_name caller_id_number destination_number context start_stamp answer_stamp end_stamp
  duration billsec hangup_cause uuid bleg_uuid accountcode read_codec write_codec
`
  .trim()
  .split(/\s+/);

export const CdrCsvReading = Type.Object(
  {
    ...textReading,
    columns: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      default: [...exampleColumns],
      minItems: 1,
      description: "the variables of the template in cdr_csv.conf, in order",
    }),
    delimiter: Type.String({ default: ",", minLength: 1, maxLength: 4 }),
  },
  { additionalProperties: false, default: {} },
);

export type CdrCsvReading = Static<typeof CdrCsvReading>;

export type CdrCsvSettings = { readonly pbx: EslSettings; readonly reading: CdrCsvReading };

const needed: readonly string[] = ["uuid", "caller_id_number", "destination_number"];
const times = ["start", "end"] as const;
const timeForms = ["uepoch", "epoch", "stamp"] as const;

/** Settings of the PBX, with the section `cdrCsv`. */
export function parseCdrCsvSettings(value: unknown): CdrCsvSettings {
  const pbx = parseEslSettings(value);
  const reading = parseSettings(CdrCsvReading, "cdr_csv", pbx.cdrCsv ?? {});
  const { columns } = reading;
  const missing = [
    ...needed.filter((name) => !columns.includes(name)),
    ...times
      .filter((name) => !timeForms.some((form) => columns.includes(`${name}_${form}`)))
      .map((name) => `${name}_stamp`),
  ];
  if (missing.length > 0) {
    throw new Error(`Cannot read cdr_csv settings: 'columns' lacks ${missing.join(", ")}`);
  }
  return { pbx, reading };
}
