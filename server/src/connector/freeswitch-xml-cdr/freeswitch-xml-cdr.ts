// trunkline import freeswitch-xml-cdr: what mod_xml_cdr wrote to its log-dir, or in vain to post.
import { importRecords, type RecordForm } from "../freeswitch-cdr/cdr-records.ts";
import type { ImportFormat } from "../import-format.ts";
import { recordOfXml } from "./xml-record.ts";
import { defaultXmlRecordsLimits, XmlRecords, xmlText } from "./xml-records.ts";

export const xmlCdr: RecordForm = {
  sourceSuffix: "xml_cdr",
  parse: recordOfXml,
  textOfBody: xmlText,
};

export const freeswitchXmlCdr: ImportFormat = {
  name: "freeswitch-xml-cdr",
  description:
    "FreeSWITCH's XML call detail records, as of FusionPBX: the whole call, to the millisecond",
  guide: "freeswitch-records.md",
  settingsOf: ["freeswitch-esl", "freeswitch-json-cdr"],
  joinsFiles: true,
  rowName: "record",
  open: (input) => importRecords(xmlCdr, input, new XmlRecords(defaultXmlRecordsLimits)),
};
