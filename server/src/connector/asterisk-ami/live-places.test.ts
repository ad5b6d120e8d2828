// The live board at every quiet moment of the recording, beside a recount from the raw blocks alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comparePlaces, type Moment } from "../places.conformance.ts";
import type { AmiBlock } from "./ami-block.ts";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import { recordingBytes, recordingSettings } from "./recording.ts";

const settings = await recordingSettings();

/** Between two blocks so far apart nothing is on its way from one place to another. */
const quietSeconds = 0.01;

type Caller = { queue: string; bridge: string; readonly ringing: Set<string> };

/** Callers from outside and where each is, by the plainest reading of the blocks. */
class Recount {
  readonly #callers = new Map<string, Caller>();

  take(block: AmiBlock): void {
    const id = block.header("uniqueid");
    const { event } = block;
    const isInbound = event === "Newchannel" && block.header("channelstate") === "4";
    if (isInbound && block.header("context") === "from-trunk") {
      this.#callers.set(id, { queue: "", bridge: "", ringing: new Set() });
    }
    const caller = this.#callers.get(id);
    if (caller === undefined) return;
    if (event === "QueueCallerJoin") caller.queue = block.header("queue");
    if (event === "QueueCallerLeave") caller.queue = "";
    if (event === "BridgeEnter") caller.bridge = block.header("bridgeuniqueid");
    if (event === "BridgeLeave") caller.bridge = "";
    if (event === "DialBegin") caller.ringing.add(block.header("destuniqueid"));
    if (event === "DialEnd") caller.ringing.delete(block.header("destuniqueid"));
    if (event === "Hangup") this.#callers.delete(id);
  }

  places(): Record<string, string> {
    return Object.fromEntries([...this.#callers].map(([id, caller]) => [id, this.#place(caller)]));
  }

  /** Alone in a bridge a caller waits for the agent who consults somebody: still with the agent. */
  #place({ queue, bridge, ringing }: Caller): string {
    if (bridge !== "") return "agent";
    return queue !== "" || ringing.size > 0 ? "queue" : "ivr";
  }
}

async function* moments(): AsyncIterable<Moment> {
  const parser = new AmiParser(defaultAmiParserLimits);
  const meaning = new AmiMeaning({ settings, limits: defaultAmiMeaningLimits });
  const recount = new Recount();
  const blocks: AmiBlock[] = [];
  for await (const chunk of recordingBytes()) blocks.push(...parser.push(chunk));
  for (const [index, block] of blocks.entries()) {
    recount.take(block);
    const next = Number(blocks[index + 1]?.header("timestamp") ?? Infinity);
    const isQuiet = next - Number(block.header("timestamp")) > quietSeconds;
    const events = [...meaning.take(block), ...(isQuiet ? meaning.flush() : [])];
    yield { events, places: isQuiet ? recount.places() : undefined, label: `block ${index + 1}` };
  }
}

test("at every quiet moment each caller of the recording is where the raw blocks have it", async () => {
  const compared = await comparePlaces({ tenants: settings.tenants, moments: moments() });
  assert.ok(compared > 200, `${compared} moments`);
});
