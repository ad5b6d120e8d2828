// Totals per device and quarter as bytes: those of one hour and one kind of device, by device.
import { emptyTotals, type Totals } from "../../call/call-statistics.ts";
import { quarterMs } from "../../call/call-totals.ts";
import { ByteReader, ByteWriter } from "./byte-text.ts";

/** By device, then by quarter. */
export type Cells = Map<number, Map<number, Totals>>;

/** Told by their place: part of the format. Most are 0 in most cells. */
const counts = [
  ...(["inbound", "offered", "answered", "abandoned", "missed", "unanswered"] as const),
  ...(["overflowed", "answeredWaitMs", "abandonedWaitMs", "longestWaitMs", "talkMs"] as const),
  ...(["holdMs", "transfers", "outbound", "outboundAnswered", "outboundTalkMs"] as const),
] as const;

export function totalsIn(cells: Cells, id: number, quarter: number): Totals {
  let quarters = cells.get(id);
  if (quarters === undefined) {
    quarters = new Map<number, Totals>();
    cells.set(id, quarters);
  }
  let totals = quarters.get(quarter);
  if (totals === undefined) {
    totals = emptyTotals();
    quarters.set(quarter, totals);
  }
  return totals;
}

export function packCells(cells: Cells, hour: number): Uint8Array {
  const writer = new ByteWriter();
  for (const [id, quarters] of cells) {
    const own = new ByteWriter();
    for (const [quarter, totals] of quarters) {
      own.putCount((quarter - hour) / quarterMs);
      putTotals(own, totals);
    }
    const bytes = own.bytes();
    writer.putCount(id);
    writer.putCount(bytes.length);
    writer.putBytes(bytes);
  }
  return writer.bytes();
}

/** Gives the totals of the devices that are asked for; those of others are passed over. */
export function readCells(
  bytes: Uint8Array,
  hour: number,
  options: {
    readonly isAsked: (id: number) => boolean;
    readonly found: (id: number, quarter: number, totals: Totals) => void;
  },
): void {
  const reader = new ByteReader(bytes);
  while (!reader.isAtEnd) {
    const id = reader.count();
    const length = reader.count();
    if (!options.isAsked(id)) {
      reader.skip(length);
      continue;
    }
    for (const end = reader.at + length; reader.at < end;) {
      const quarter = hour + reader.count() * quarterMs;
      options.found(id, quarter, readTotals(reader));
    }
  }
}

function putTotals(writer: ByteWriter, totals: Totals): void {
  const values = counts.map((name) => totals[name]);
  for (const list of [values, totals.answeredByWait, totals.abandonedByWait]) {
    writer.putCount(
      list.reduce((mask, value, place) => (value === 0 ? mask : mask + 2 ** place), 0),
    );
    for (const value of list) if (value !== 0) writer.putCount(value);
  }
}

function readTotals(reader: ByteReader): Totals {
  const totals = emptyTotals();
  let mask = reader.count();
  for (const name of counts) {
    if (mask % 2 === 1) totals[name] = reader.count();
    mask = Math.floor(mask / 2);
  }
  readClasses(reader, totals.answeredByWait);
  readClasses(reader, totals.abandonedByWait);
  return totals;
}

function readClasses(reader: ByteReader, classes: number[]): void {
  let mask = reader.count();
  for (let place = 0; mask > 0; place += 1) {
    if (mask % 2 === 1) classes[place] = reader.count();
    mask = Math.floor(mask / 2);
  }
}
