// Records that are not in the missed calls yet: gathered, and brought in together.
import { tenantText } from "../../lib/tenant-key.ts";
import type { BatchChanges } from "./batch-bytes.ts";
import { digestOfRecorded } from "./call-digest.ts";
import type { DigestedCall, GoneCall } from "./day-writer.ts";
import type { FindTalks, LinkedCall, MissedWriter } from "./missed-writer.ts";

export class LinkQueue {
  readonly #recorded = new Map<string, DigestedCall>();
  #gone: GoneCall[] = [];

  get calls(): number {
    return this.#recorded.size + this.#gone.length;
  }

  /** `gone` are records that left the files; the batch names those of an earlier run. */
  add({ reopened, ended }: DigestedChanges, gone: readonly GoneCall[]): void {
    const replaced = ended.flatMap(({ replaces }) => replaces ?? []);
    for (const call of [...gone, ...reopened.map(({ row }) => row), ...replaced]) {
      this.#gone.push(call);
      this.#recorded.delete(nameOf(call));
    }
    for (const call of ended) this.#recorded.set(nameOf(call.row), call);
  }

  bringInto(missed: MissedWriter, find: FindTalks): void {
    link(missed, find, { gone: this.#gone, recorded: [...this.#recorded.values()].map(linkedOf) });
  }

  clear(): void {
    this.#recorded.clear();
    this.#gone = [];
  }
}

/** With what is derived of its records, where the batch comes from this run. */
export type DigestedChanges = Omit<BatchChanges, "ended"> & {
  readonly ended: readonly DigestedCall[];
};

export function link(
  missed: MissedWriter,
  find: FindTalks,
  changes: { readonly gone: readonly GoneCall[]; readonly recorded: readonly LinkedCall[] },
): void {
  // Before any are added: those may get the IDs of those that are gone.
  missed.resolve(missed.remove(changes.gone), find);
  const unresolved = missed.addMissed(changes.recorded.map(({ row }) => row));
  for (const { row, talk } of changes.recorded) if (talk !== undefined) missed.addTalk(row, talk);
  missed.resolve(unresolved, find);
}

function linkedOf({ row, events, digest }: DigestedCall): LinkedCall {
  return { row, talk: (digest ?? digestOfRecorded(row, events)).talk };
}

function nameOf(call: Omit<GoneCall, "callerNo" | "calleeNo">): string {
  return `${tenantText(call)} ${call.arrivedAt} ${call.callId}`;
}
