// Texts that are mostly digits, as SQLite keeps them: small integers and bytes instead of text.
import type { SQLOutputValue } from "node:sqlite";
import { partsOfCallId } from "../../call/call-id-parts.ts";

/** Whole numbers are bound as bigint: a number would be kept as a float of 8 bytes. */
export type Packed = bigint | string | Uint8Array;

const digits = /^[1-9]\d{0,14}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What an integer cannot give back, such as a leading zero, stays text. */
export function packNumber(text: string): Packed {
  return digits.test(text) ? BigInt(text) : text;
}

export function unpackNumber(packed: SQLOutputValue | undefined): string {
  return typeof packed === "string" ? packed : String(packed);
}

/** An ID that tells the second of the arrival is its counter alone. */
export function packCallId(callId: string, arrivedAt: number): Packed {
  const parts = partsOfCallId(callId);
  if (parts !== undefined && parts.second === secondOf(arrivedAt)) return BigInt(parts.counter);
  return packForeignId(callId);
}

/** As stored when the ID does not tell the second of the arrival. */
export function packForeignId(callId: string): string | Uint8Array {
  return uuid.test(callId) ? Buffer.from(callId.replaceAll("-", ""), "hex") : callId;
}

export function unpackCallId(packed: SQLOutputValue | undefined, arrivedAt: number): string {
  if (typeof packed === "number") return `${secondOf(arrivedAt)}-${packed}`;
  if (packed instanceof Uint8Array) return uuidOf(packed);
  return String(packed);
}

function secondOf(at: number): number {
  return Math.floor(at / 1000);
}

function uuidOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, index) => hex.slice(cuts[index], end))
    .join("-");
}
