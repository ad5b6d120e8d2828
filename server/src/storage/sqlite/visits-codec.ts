// By which devices calls are found, as bytes: per call its row's ID and the agents and queues that it
// visited; four bytes for most. Row IDs ascend.
import type { CallVisits } from "../../call/call-visits.ts";
import { ByteReader, type ByteWriter } from "./byte-text.ts";

export function putVisits(writer: ByteWriter, { agentIds, skillIds }: CallVisits): void {
  putIds(writer, agentIds);
  putIds(writer, skillIds);
}

/** Calls `each` with every ID of the list: nothing is allocated for what nobody looks for. */
export function readIds(reader: ByteReader, each: (id: number) => void): void {
  const head = reader.count();
  if (head === 0) return;
  if (head % 2 === 0) {
    each(head / 2 - 1);
    return;
  }
  for (let left = (head - 1) / 2; left > 0; left -= 1) each(reader.count());
}

/** Row IDs, in their order. */
export function callIdsOf(visits: Uint8Array): number[] {
  const ids: number[] = [];
  let id = 0;
  for (const reader = new ByteReader(visits); !reader.isAtEnd;) {
    id += reader.count();
    skipIds(reader);
    skipIds(reader);
    ids.push(id);
  }
  return ids;
}

export function skipIds(reader: ByteReader): void {
  const head = reader.count();
  if (head % 2 === 0) return;
  for (let left = (head - 1) / 2; left > 0; left -= 1) reader.count();
}

/** None is 0, one is even, several are an odd count and then each. */
function putIds(writer: ByteWriter, ids: readonly number[]): void {
  const [only] = ids;
  if (only === undefined) writer.putCount(0);
  else if (ids.length === 1) writer.putCount(2 * (only + 1));
  else {
    writer.putCount(2 * ids.length + 1);
    for (const id of ids) writer.putCount(id);
  }
}
