// The recorded scenarios of a real FreeSWITCH as each of its records tells them, beside its event socket.
import {
  callOf,
  expectedScenarios,
  importRecording,
  recordingBytes,
} from "../freeswitch-esl/recording.ts";
import { recordingSettings } from "../freeswitch-esl/recording.ts";
import {
  fullColumns,
  fullMasterCsv,
  importMasterCsv,
  recordedMasterCsv,
} from "../freeswitch-cdr-csv/recording.ts";
import { importJsonCdrs, isCalledLeg, recordedJsonCdrs } from "../freeswitch-json-cdr/recording.ts";
import type { FidelityPart } from "./fidelity-page.ts";

export async function freeswitchFidelity(): Promise<FidelityPart> {
  const settings = await recordingSettings();
  const reference = await importRecording(settings, recordingBytes("plain"));
  const scenarioOf = new Map<string, string>();
  for (const scenario of await expectedScenarios()) {
    const call = callOf(scenario, reference);
    if (call !== undefined) scenarioOf.set(call.callId, scenario.name);
  }
  const records = await recordedJsonCdrs();
  const callers = records.filter((record) => !isCalledLeg(record));
  const withColumns = { ...settings, cdrCsv: { columns: fullColumns } };
  return {
    title: "FreeSWITCH",
    introduction:
      "Reference: the event socket (`freeswitch-esl`) of a FreeSWITCH 1.10.12 with 26 calls in 25 scenarios. `freeswitch-xml-cdr` tells what `freeswitch-json-cdr` does: both modules write the same tree.",
    reference,
    scenarioOf,
    formats: [
      {
        name: "freeswitch-json-cdr",
        telling: await importJsonCdrs(records.join("\n"), settings),
        why: jsonCdrWhy,
      },
      {
        name: "freeswitch-json-cdr, callers only",
        telling: await importJsonCdrs(callers.join("\n"), settings),
        why: callersOnlyWhy,
      },
      {
        name: "freeswitch-cdr-csv",
        telling: await importMasterCsv(await recordedMasterCsv(), settings),
        why: cdrCsvWhy,
      },
      {
        name: "freeswitch-cdr-csv, more columns",
        telling: await importMasterCsv(await fullMasterCsv(), withColumns),
        why: moreColumnsWhy,
      },
    ],
  };
}

const neverDialled =
  "a customer who was never dialled is named only in the command that originated the call";

const jsonCdrWhy: Readonly<Record<string, string>> = {
  "number dialled": neverDialled,
  "task's customer": neverDialled,
};

const noCalledChannels =
  "there is no record of the channels that FreeSWITCH called (`log-b-leg=false` in json_cdr.conf, or a record that was posted alone): of a queue's ring the end is known if somebody answered, its beginning is not, and one that nobody answered leaves no trace";

const callersOnlyWhy: Readonly<Record<string, string>> = {
  ...jsonCdrWhy,
  "agents who rang": noCalledChannels,
  "ring began": noCalledChannels,
  "ring without answer ended": noCalledChannels,
  "why a ring was not answered": noCalledChannels,
  "time on hold": "the record of the agent's channel has it, not the caller's",
};

const noIvr = "no column tells of applications";
const noQueue = "the example template of mod_cdr_csv has no column for it";
const noHangupSide =
  "the example template does not have `sip_hangup_disposition`; only the cause of a call that nobody answered tells something";

const cdrCsvWhy: Readonly<Record<string, string>> = {
  "caller's number": "of a call to a customer alone the row has the customer's number twice",
  "number dialled": `of a caller who was sent on the row has the last destination: the number dialled is left empty, unless the new destination is in a context of trunks; ${neverDialled}`,
  "who ended it": noHangupSide,
  missed: "a queue that rang nobody leaves no trace",
  "IVR flows": noIvr,
  "IVR entered": noIvr,
  "IVR left": noIvr,
  queues: noQueue,
  "queue entered": noQueue,
  "queue left": noQueue,
  "why the queue was left": noQueue,
  "why the agent was left": `a transfer looks like a hangup; ${noHangupSide}`,
  "time on hold": noQueue,
  "outside parties": `one that rang and did not answer is nowhere: ${noQueue}`,
  "outside party rang": noQueue,
  "the task itself": "the example template does not have the variable of the task",
};

const cutSecond =
  "the second in which the caller entered the next queue is told without its fraction, so that the last ring of the queue before seems to end with it";

const moreColumnsWhy: Readonly<Record<string, string>> = {
  ...jsonCdrWhy,
  "IVR flows": noIvr,
  "IVR entered": noIvr,
  "IVR left": noIvr,
  "ring without answer ended": cutSecond,
  "why a ring was not answered": cutSecond,
};
