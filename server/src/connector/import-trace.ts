// Rows of a file, written by hand -> the calls that an import makes of them; for tests.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../call/call.ts";
import { callsOf } from "./asterisk-ami/ami-trace.ts";
import type { ImportFormat, ImportReport } from "./import-format.ts";

export type ImportedText = {
  readonly events: readonly TrunklineEvent[];
  readonly calls: ReadonlyMap<string, Call>;
  readonly report: ImportReport;
};

export async function importText(
  format: ImportFormat,
  settings: unknown,
  text: string | Uint8Array,
): Promise<ImportedText> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const { signal } = new AbortController();
  const imported = format.open({ bytes: bytes(), settings, signal });
  const events = await Array.fromAsync(imported);
  return { events, calls: callsOf(events), report: imported.report() };
}
