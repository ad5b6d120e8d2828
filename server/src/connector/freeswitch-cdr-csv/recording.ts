// The recorded scenarios as mod_cdr_csv wrote them, by the example template and by a richer one; for tests.
import { readFile } from "node:fs/promises";
import { recordedJsonCdrs } from "../freeswitch-json-cdr/recording.ts";
import { importText, type Recording } from "../read-recording.ts";
import { freeswitchCdrCsv } from "./freeswitch-cdr-csv.ts";

export function recordedMasterCsv(): Promise<string> {
  return readFile(new URL("fixtures/Master.csv", import.meta.url), "utf8");
}

/** The template that docs/guide/freeswitch.md proposes. */
export const fullColumns: readonly string[] = `
  uuid direction caller_id_number destination_number context channel_name accountcode sip_to_user
  start_uepoch progress_uepoch answer_uepoch bridge_uepoch end_uepoch hangup_cause
  sip_hangup_disposition bridge_uuid originating_leg_uuid task_id cc_side cc_agent cc_queue
  cc_queue_joined_epoch cc_queue_canceled_epoch cc_cancel_reason cc_member_session_uuid
  origination_caller_id_number endpoint_disposition hold_events
`
  .trim()
  .split(/\s+/);

/** What the module would have written by that template: its columns are variables of the JSON records. */
export async function fullMasterCsv(): Promise<string> {
  const records = await recordedJsonCdrs();
  const rows = records.map((text) => {
    // Recorded by us: variables and the newest profile are there.
    const record = JSON.parse(text) as {
      readonly variables: Readonly<Record<string, string>>;
      readonly callflow: readonly { readonly caller_profile: Readonly<Record<string, string>> }[];
    };
    const profile = record.callflow[0]?.caller_profile ?? {};
    return fullColumns
      .map((name) => `"${record.variables[name] ?? profile[name] ?? ""}"`)
      .join(",");
  });
  return `${rows.join("\n")}\n`;
}

export function importMasterCsv(text: string, settings: unknown): Promise<Recording> {
  return importText(freeswitchCdrCsv, settings, text);
}
