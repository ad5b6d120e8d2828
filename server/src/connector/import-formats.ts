// Every file that `trunkline import` can read. Another one is a folder and a line here.
import { asteriskAmi } from "./asterisk-ami/import-asterisk-ami.ts";
import { asteriskCdr } from "./asterisk-cdr/asterisk-cdr.ts";
import { asteriskCel } from "./asterisk-cel/asterisk-cel.ts";
import { asteriskQueueLog } from "./asterisk-queue-log/asterisk-queue-log.ts";
import { csv } from "./csv/csv.ts";
import { freeswitchCdrCsv } from "./freeswitch-cdr-csv/freeswitch-cdr-csv.ts";
import { freeswitchEsl } from "./freeswitch-esl/import-freeswitch-esl.ts";
import { freeswitchJsonCdr } from "./freeswitch-json-cdr/freeswitch-json-cdr.ts";
import { freeswitchXmlCdr } from "./freeswitch-xml-cdr/freeswitch-xml-cdr.ts";
import type { ImportFormat } from "./import-format.ts";

export const importFormats: readonly ImportFormat[] = [
  asteriskAmi,
  asteriskCel,
  asteriskCdr,
  asteriskQueueLog,
  freeswitchEsl,
  freeswitchJsonCdr,
  freeswitchXmlCdr,
  freeswitchCdrCsv,
  csv,
];
