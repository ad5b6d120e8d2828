// The JSON of pages of rows. Of rows that the storage keeps together it is written once, and kept as
// long as they are.
import type { CallRow } from "../call/record.ts";
import type { ListPage } from "../storage/list-page.ts";

/** `ends[n]` = where the text of row n ends; a comma follows. */
type BlockText = { readonly bytes: Buffer; readonly ends: readonly number[] };

/** Gives a writer of the array of a page's rows. */
export function rowsWriter(wireRow: (row: CallRow) => object): (page: ListPage) => Buffer[] {
  const known = new WeakMap<readonly CallRow[], BlockText>();
  const textOf = (block: readonly CallRow[]): BlockText => {
    let text = known.get(block);
    if (text === undefined) known.set(block, (text = writeBlock(block, wireRow)));
    return text;
  };
  return ({ runs }) => {
    const parts: Buffer[] = [opening];
    for (const { block, from, to } of runs) {
      const { bytes, ends } = textOf(block);
      const begin = from === 0 ? 0 : (ends[from - 1] ?? 0) + 1;
      if (parts.length > 1) parts.push(comma);
      parts.push(bytes.subarray(begin, ends[to - 1]));
    }
    parts.push(closing);
    return parts;
  };
}

const opening = Buffer.from("[");
const comma = Buffer.from(",");
const closing = Buffer.from("]");

function writeBlock(block: readonly CallRow[], wireRow: (row: CallRow) => object): BlockText {
  const texts = block.map((row) => JSON.stringify(wireRow(row)));
  const ends: number[] = [];
  let end = -1;
  for (const text of texts) ends.push((end += 1 + Buffer.byteLength(text)));
  // Of its own: a short text in Node's pool would keep 64 KiB of others' from being freed.
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, end));
  bytes.write(texts.join(","));
  return { bytes, ends };
}
