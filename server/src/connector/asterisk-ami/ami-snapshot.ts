// What a PBX says of itself when asked: its channels, bridges and queue members at one moment.
import type { AmiBlock } from "./ami-block.ts";
import { holdingTechnology } from "./bridging.ts";

export type AmiSnapshot = {
  /** `CoreShowChannel`, by Uniqueid, in the order of their birth. */
  readonly channels: ReadonlyMap<string, AmiBlock>;
  /** Bridges where nobody talks. */
  readonly holdingBridges: ReadonlySet<string>;
  /** `QueueMember`; undefined when the queues could not be asked. */
  readonly members: readonly AmiBlock[] | undefined;
  /** Seconds waited by Uniqueid, of `QueueEntry`. */
  readonly waits: ReadonlyMap<string, number>;
  /** The number that a caller dialled, by Uniqueid, where the PBX was asked for it. */
  readonly dialledNumbers: ReadonlyMap<string, string>;
};

/** The three lists as they come in, in any order. */
export class SnapshotLists {
  readonly #channels: AmiBlock[] = [];
  readonly #holdingBridges = new Set<string>();
  readonly #members: AmiBlock[] = [];
  readonly #waits = new Map<string, number>();
  #hasQueues = false;

  /** Whether the block is of a list, and has been taken. */
  take(block: AmiBlock): boolean {
    switch (block.event) {
      case "CoreShowChannel":
        this.#channels.push(block);
        return true;
      case "BridgeListItem":
        if (block.header("bridgetechnology") === holdingTechnology) {
          this.#holdingBridges.add(block.header("bridgeuniqueid"));
        }
        return true;
      case "QueueMember":
        this.#members.push(block);
        return true;
      case "QueueEntry":
        this.#waits.set(block.header("uniqueid"), Number(block.header("wait")) || 0);
        return true;
      case "QueueStatusComplete":
        this.#hasQueues = true;
        return true;
      case "QueueParams":
        return true;
      default:
        return false;
    }
  }

  get size(): number {
    return this.#channels.length + this.#members.length + this.#waits.size;
  }

  /** Callers from outside as far as the list tells: channels that calls are named after. */
  firstChannels(): readonly AmiBlock[] {
    return this.#channels.filter((block) => block.header("uniqueid") === block.header("linkedid"));
  }

  snapshot(dialledNumbers: ReadonlyMap<string, string>): AmiSnapshot {
    const sorted = this.#channels.toSorted((a, b) => bornAt(a) - bornAt(b));
    return {
      channels: new Map(sorted.map((block) => [block.header("uniqueid"), block])),
      holdingBridges: this.#holdingBridges,
      members: this.#hasQueues ? this.#members : undefined,
      waits: this.#waits,
      dialledNumbers,
    };
  }
}

/** Epoch microseconds of a channel's birth, to the second; 0 when its ID does not tell. */
export function bornAtMicros(uniqueId: string): number {
  const seconds = /(\d{9,11})\.\d+$/.exec(uniqueId)?.[1];
  return seconds === undefined ? 0 : Number(seconds) * 1_000_000;
}

/** Uniqueids end in `{epoch seconds}.{counter}`. */
function bornAt(block: AmiBlock): number {
  const uniqueId = block.header("uniqueid");
  const counter = Number(/\.(\d+)$/.exec(uniqueId)?.[1] ?? 0);
  return bornAtMicros(uniqueId) + counter / 1e6;
}
