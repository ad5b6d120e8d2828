// trunkline import freeswitch-json-cdr: what mod_json_cdr wrote to its log-dir, or in vain to post.
import { importRecords, type RecordForm } from "../freeswitch-cdr/cdr-records.ts";
import type { ImportFormat } from "../import-format.ts";
import { defaultJsonObjectsLimits, JsonObjects } from "./json-objects.ts";
import { recordText } from "./record-text.ts";

export const jsonCdr: RecordForm = {
  sourceSuffix: "json_cdr",
  parse: parsed,
  textOfBody: recordText,
};

export const freeswitchJsonCdr: ImportFormat = {
  name: "freeswitch-json-cdr",
  description: "FreeSWITCH's JSON call detail records: the whole call, to the millisecond",
  guide: "freeswitch-records.md",
  settingsOf: ["freeswitch-esl"],
  joinsFiles: true,
  rowName: "record",
  open: (input) => importRecords(jsonCdr, input, new JsonObjects(defaultJsonObjectsLimits)),
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
