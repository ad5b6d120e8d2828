// The recorded scenarios of a real Asterisk as each of its files tells them, beside its manager interface.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { callOf, expectedScenarios, importRecording } from "../asterisk-ami/recording.ts";
import { recordingSettings } from "../asterisk-ami/recording.ts";
import { asteriskCdr } from "../asterisk-cdr/asterisk-cdr.ts";
import { asteriskCel } from "../asterisk-cel/asterisk-cel.ts";
import { asteriskQueueLog } from "../asterisk-queue-log/asterisk-queue-log.ts";
import type { ImportFormat } from "../import-format.ts";
import { readRecording } from "../read-recording.ts";
import type { FidelityPart } from "./fidelity-page.ts";

export async function asteriskFidelity(): Promise<FidelityPart> {
  const settings = await recordingSettings();
  const reference = await importRecording(settings);
  const scenarioOf = new Map<string, string>();
  for (const scenario of await expectedScenarios()) {
    const call = callOf(scenario, reference);
    if (call !== undefined) scenarioOf.set(call.callId, scenario.name);
  }
  const telling = (format: ImportFormat, path: string) => {
    const file = createReadStream(new URL(`../${format.name}/fixtures/${path}`, import.meta.url));
    const bytes = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
    const { signal } = new AbortController();
    return readRecording(format.open({ bytes, settings, signal }));
  };
  return {
    title: "Asterisk",
    introduction:
      "Reference: the manager interface (`asterisk-ami`) of an Asterisk 22.10.1 with 34 calls in 32 scenarios.",
    reference,
    scenarioOf,
    formats: [
      { name: "asterisk-cel", telling: await telling(asteriskCel, "cel.csv.gz"), why: celWhy },
      {
        name: "asterisk-queue-log",
        telling: await telling(asteriskQueueLog, "queue_log"),
        why: queueLogWhy,
      },
      { name: "asterisk-cdr", telling: await telling(asteriskCdr, "Master.csv"), why: cdrWhy },
    ],
  };
}

const noCalledVariable =
  "a number that never was dialled, or was dialled by the originating program, is nowhere";
const noRinging = "CEL has no ringing; of an agent's phone it is taken for granted";
const refusals = "CEL does not tell a full queue, or one without agents, from a caller who left it";

const celWhy: Readonly<Record<string, string>> = {
  "number dialled": noCalledVariable,
  "who ended it":
    "`Busy` is not among the applications that this PBX lists in cel.conf, and the caller's own leg counts as the one that hung up",
  "release cause": "the leg that nobody answered was cancelled, with hangup cause 0",
  "why the queue was left": refusals,
  "why a ring was not answered":
    "CEL knows only the hangup cause, 0 when the PBX gave up; the manager interface did not see the phone ring",
  "outside parties": `${noCalledVariable}, and so is one that rang and did not answer`,
  "outside party rang": noRinging,
  "task's customer": noCalledVariable,
  "task's customer rang": noRinging,
  "task's customer released": "told only of a customer who is known to have rung or talked",
};

const queueCallsOnly = "calls that were in no queue are not in the file";
const afterTransfer =
  "what happens after a transfer to something that is no queue is not in the file: the record ends there";
const neverEntered = "a queue that does not let the caller in writes no row";
const noIvr = "the file begins with the queue";

const queueLogWhy: Readonly<Record<string, string>> = {
  "the call itself": `${queueCallsOnly}, nor those that no queue let in`,
  arrived: "the call begins when it enters the queue",
  ended: "the call ends when it has left the last queue or its agent",
  "who ended it": afterTransfer,
  "IVR flows": noIvr,
  "IVR entered": noIvr,
  "IVR left": noIvr,
  queues: neverEntered,
  "queue entered": neverEntered,
  "queue left": neverEntered,
  "why the queue was left": neverEntered,
  "agents who rang": afterTransfer,
  "ring began": afterTransfer,
  "why a ring was not answered": "RINGNOANSWER is written for a busy phone too",
  "agents who talked": afterTransfer,
  "talk began": afterTransfer,
  "talk ended": afterTransfer,
  "why the agent was left": afterTransfer,
  "time on hold": "not in the file",
  "outside parties": "an extension that a call is transferred to may be an agent's",
  "the task itself": queueCallsOnly,
};

const answeredBefore =
  "the PBX itself had answered the caller before, so that the row has only that time; `precisionMs` of the event says how late it may have been";
const rowOfLastApp = "a row keeps the last application only";

const cdrWhy: Readonly<Record<string, string>> = {
  "the call itself": "an originated call whose first leg nobody answers has no row",
  "caller's number": "the row has the number that is shown to the called party",
  "number dialled":
    "`dst` is the last extension of the dialplan; it is known from a DID, from the queue's setting, or when the dialplan stayed there",
  "who ended it": "not in the rows",
  "release cause": "the disposition of a number that does not exist is NO ANSWER",
  missed: `a queue that did not let the caller in, or let go, leaves no trace: ${rowOfLastApp}`,
  "IVR flows": rowOfLastApp,
  "IVR entered": rowOfLastApp,
  "IVR left": rowOfLastApp,
  queues: rowOfLastApp,
  "queue entered": "a row begins with the call or with the ring, not with the queue",
  "queue left": answeredBefore,
  "why the queue was left": "not in the rows",
  "ring began": "a row begins with the call or with the ring",
  "why a ring was not answered": "a queue's row says NO ANSWER of a busy phone too",
  "talk began": answeredBefore,
  "why the agent was left": "only a transfer shows, in the next row",
  "time on hold": "not in the rows",
  "outside parties":
    "the number that the originating program called is not in the row, nor whether one rang that did not answer",
  "outside party rang": "not in the rows",
  "outside party answered": "a task's row has the time when its agent answered",
  "the task itself": "the rows do not tell a task's steps; its call is told as an outbound call",
};
