// Settings of the import of CDR: those of the PBX, and how the files are to be read.
import { Type, type Static } from "typebox";
import { parseAmiSettings, type AmiSettings } from "../asterisk-ami/ami-settings.ts";
import { parseSettings, textReading } from "../parse-settings.ts";

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** cdr.conf with loguniqueid, loguserfield and newcdrcolumns; fewer of them leave the last ones out. */
export const masterColumns = words(`
  accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end duration
  billsec disposition amaflags uniqueid userfield peeraccount linkedid sequence
`);

/** As in the sample of cdr_custom.conf. */
export const customColumns = words(`
  clid src dst dcontext channel dstchannel lastapp lastdata start answer end duration billsec
  disposition amaflags accountcode uniqueid userfield sequence
`);

export const CdrReading = Type.Object(
  {
    ...textReading,
    columns: Type.Array(Type.String({ maxLength: 64 }), {
      default: [],
      description:
        "of the csv, in order; empty = as in Master.csv or in the sample of cdr_custom.conf, whichever fits; a first row that names them all wins",
    }),
    goesOnWithinSeconds: Type.Integer({
      default: 3600,
      minimum: 0,
      maximum: 86_400,
      description:
        "how long after the last end told of a call others may begin before a row that goes on with it",
    }),
  },
  { additionalProperties: false, default: {} },
);

export type CdrReading = Static<typeof CdrReading>;

export type CdrSettings = { readonly pbx: AmiSettings; readonly reading: CdrReading };

/** Settings of the PBX, with the section `cdr`. */
export function parseCdrSettings(value: unknown): CdrSettings {
  const pbx = parseAmiSettings(value);
  return { pbx, reading: parseSettings(CdrReading, "CDR", pbx.cdr ?? {}) };
}
