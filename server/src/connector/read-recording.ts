// What an import of a recording, or of rows written by hand, gives; for tests.
import { isTaskEvent, type TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../call/call.ts";
import { foldTask, type Task } from "../call/task.ts";
import { callsOf } from "./call-story.ts";
import { inPieces } from "./cut-bytes.ts";
import type { FileImport, ImportFormat, ImportReport } from "./import-format.ts";

export type Recording = {
  readonly events: readonly TrunklineEvent[];
  readonly calls: ReadonlyMap<string, Call>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly report: ImportReport;
};

export async function readRecording(imported: FileImport): Promise<Recording> {
  const events = await Array.fromAsync(imported);
  const tasks = Map.groupBy(events.filter(isTaskEvent), (event) => event.serialNo);
  return {
    events,
    calls: callsOf(events),
    tasks: new Map([...tasks].map(([serialNo, list]) => [serialNo, foldTask(list)])),
    report: imported.report(),
  };
}

export function importText(
  format: ImportFormat,
  settings: unknown,
  text: string | Uint8Array,
): Promise<Recording> {
  const { signal } = new AbortController();
  const bytes = inPieces(Buffer.from(text));
  return readRecording(format.open({ bytes, settings, signal }));
}
