// The records that a real FreeSWITCH wrote of the recorded scenarios, one line each; for tests.
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { importText, type Recording } from "../read-recording.ts";
import { freeswitchJsonCdr } from "./freeswitch-json-cdr.ts";

export async function recordedJsonCdrs(): Promise<readonly string[]> {
  const packed = await readFile(new URL("fixtures/json_cdr.ndjson.gz", import.meta.url));
  return gunzipSync(packed).toString("utf8").trimEnd().split("\n");
}

export function importJsonCdrs(text: string | Buffer, settings: unknown): Promise<Recording> {
  return importText(freeswitchJsonCdr, settings, text);
}

/** Channels that were called on behalf of another: not written with log-b-leg=false. */
export function isCalledLeg(record: string): boolean {
  return /"(originating_leg_uuid|cc_member_session_uuid)":/.test(record);
}
