// A connection to the manager interface: login, then the state of the PBX, then its events.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Conversation, Dialogue, DialogueStep } from "../dialogue.ts";
import type { KnownCalls } from "../connector.ts";
import { PbxClock } from "../pbx-clock.ts";
import type { AmiBlock } from "./ami-block.ts";
import { LeftOut } from "../left-out.ts";
import { AmiMeaning, defaultAmiMeaningLimits, type AmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits, type AmiParserLimits } from "./ami-parser.ts";
import type { AmiSettings } from "./ami-settings.ts";
import { SnapshotLists } from "./ami-snapshot.ts";
import { parseTimestamp } from "./ami-time.ts";

export type AmiLogin = { readonly username: string; readonly secret: string };

export type AmiDialogueLimits = AmiParserLimits &
  AmiMeaningLimits & {
    /** Calls taken up after a gap whose dialled number is asked for. */
    readonly numbersAskedMax: number;
    /** Blocks that wait while the PBX is asked for its state; of more the connection is given up. */
    readonly blocksHeldMax: number;
  };

export const defaultAmiDialogueLimits: AmiDialogueLimits = {
  ...defaultAmiParserLimits,
  ...defaultAmiMeaningLimits,
  numbersAskedMax: 1000,
  blocksHeldMax: 100_000,
};

export type AmiConversationParts = {
  readonly settings: AmiSettings;
  readonly login: AmiLogin;
  readonly limits: AmiDialogueLimits;
  readonly knownCalls: KnownCalls;
};

/** The classes of events that are understood; `dialplan` has Newexten and VarSet. */
const eventClasses = "call,agent,dialplan,user";

/** ActionIDs, by which answers are known. */
export const action = {
  login: "trunkline-login",
  bridges: "trunkline-bridges",
  queues: "trunkline-queues",
  channels: "trunkline-channels",
  number: "trunkline-number-",
  ping: "trunkline-ping",
} as const;

const noTimestamps =
  "events have no time: set timestampevents=yes in manager.conf; until then the time of arrival is taken, and waits are only as exact as the network";

export function openAmiConversation(parts: AmiConversationParts): Conversation {
  const { settings, limits } = parts;
  const lasting = {
    meaning: new AmiMeaning({ settings, limits }),
    warnings: new Set<string>(),
    leftOut: new LeftOut(),
    clock: new PbxClock(),
  };
  return {
    open: () => new AmiDialogue(parts, lasting),
    warnings: () => [...lasting.warnings],
    skipped: () => new Map([...lasting.meaning.skipped, ...lasting.leftOut.counts]),
  };
}

/** What outlives a connection. */
type Lasting = {
  readonly meaning: AmiMeaning;
  readonly warnings: Set<string>;
  readonly leftOut: LeftOut;
  /** What the PBX tells without a time is put in its own. */
  readonly clock: PbxClock;
};

type Phase = "login" | "listing" | "numbers" | "live";

class AmiDialogue implements Dialogue {
  readonly #parts: AmiConversationParts;
  readonly #lasting: Lasting;
  readonly #parser: AmiParser;
  readonly #noteLeftOut: ReturnType<LeftOut["open"]>;
  readonly #lists = new SnapshotLists();
  readonly #numbers = new Map<string, string>();
  /** ActionID -> Uniqueid of the channel asked about. */
  readonly #asked = new Map<string, string>();
  #phase: Phase = "login";
  /** Events that came after the list of channels: they are of later than it. */
  #held: AmiBlock[] = [];
  /** The last event of a chunk tells the PBX's time. */
  #clockBlock: AmiBlock | undefined;
  #say = "";
  #events: TrunklineEvent[] = [];

  constructor(parts: AmiConversationParts, lasting: Lasting) {
    this.#parts = parts;
    this.#lasting = lasting;
    this.#parser = new AmiParser(parts.limits);
    this.#noteLeftOut = lasting.leftOut.open();
  }

  get isReady(): boolean {
    return this.#phase === "live";
  }

  get peer(): string {
    return this.#parser.greeting;
  }

  begin(): string {
    const { username, secret } = this.#parts.login;
    return message({
      Action: "Login",
      ActionID: action.login,
      Username: username,
      Secret: secret,
      Events: eventClasses,
    });
  }

  take(chunk: Uint8Array, nowMs: number): DialogueStep {
    this.#clockBlock = undefined;
    for (const block of this.#parser.push(chunk)) this.#takeBlock(block, nowMs);
    const { oversizeBlocks, oversizeHeaders } = this.#parser;
    this.#noteLeftOut({
      "block is too long": oversizeBlocks,
      "header is too long": oversizeHeaders,
    });
    if (this.#clockBlock !== undefined) this.#noteTime(this.#clockBlock, nowMs);
    return this.#step();
  }

  quiet(nowMs: number): DialogueStep {
    const { meaning, clock } = this.#lasting;
    this.#events.push(...meaning.flush());
    if (this.isReady) this.#events.push(...meaning.settle(clock.microsAt(nowMs)));
    return this.#step();
  }

  ping(): string {
    return this.#phase === "login" ? "" : message({ Action: "Ping", ActionID: action.ping });
  }

  #step(): DialogueStep {
    const step = { say: this.#say, events: this.#events };
    this.#say = "";
    this.#events = [];
    return step;
  }

  #takeBlock(block: AmiBlock, nowMs: number): void {
    if (block.event === "") return this.#takeResponse(block, nowMs);
    // Headers are read only where they are needed: most events of a busy PBX are of no interest.
    if (this.#phase !== "live" && this.#isListed(block, nowMs)) return;
    if (this.#phase === "numbers") return this.#hold(block);
    const { meaning } = this.#lasting;
    const withoutBefore = meaning.withoutTimestamp;
    this.#events.push(...meaning.take(block, nowMs * 1000));
    if (meaning.withoutTimestamp > withoutBefore) this.#lasting.warnings.add(noTimestamps);
    this.#clockBlock = block;
  }

  /** Whether the block belongs to a list that we have asked for. */
  #isListed(block: AmiBlock, nowMs: number): boolean {
    if (!block.header("actionid").startsWith("trunkline-")) return false;
    if (block.event === "CoreShowChannelsComplete") this.#askNumbers(nowMs);
    else this.#lists.take(block);
    return true;
  }

  #takeResponse(block: AmiBlock, nowMs: number): void {
    const actionId = block.header("actionid");
    const isFailure = block.header("response") !== "Success";
    const text = block.header("message");
    switch (actionId) {
      case action.login:
        if (isFailure) {
          const { username } = this.#parts.login;
          throw new Error(`Cannot log in to Asterisk as '${username}': ${text || "refused"}`);
        }
        this.#phase = "listing";
        this.#say += message({ Action: "BridgeList", ActionID: action.bridges });
        this.#say += message({ Action: "QueueStatus", ActionID: action.queues });
        // Last, so that what comes behind its end is later than all three.
        this.#say += message({ Action: "CoreShowChannels", ActionID: action.channels });
        return;
      case action.channels:
        if (!isFailure) return;
        this.#lasting.warnings.add(
          `Asterisk does not list its channels ('${text}'): after a gap in the line, calls that ended in it stay open until they expire; add 'reporting' to write= of this manager user`,
        );
        this.#phase = "live";
        return;
      case action.queues:
        if (isFailure) {
          this.#lasting.warnings.add(
            `Asterisk does not list its queues ('${text}'): agents' states come with their next change`,
          );
        }
        return;
      case action.ping:
        return this.#noteTime(block, nowMs);
      default:
        if (this.#asked.has(actionId)) this.#takeNumber(block, actionId, nowMs);
    }
  }

  /** Only the channel itself still knows what its caller dialled. */
  #askNumbers(nowMs: number): void {
    const { numbersAskedMax } = this.#parts.limits;
    const unknown = this.#lists
      .firstChannels()
      .filter((block) => !this.#lasting.meaning.isFollowing(block.header("linkedid")));
    this.#phase = "numbers";
    for (const [index, block] of unknown.slice(0, numbersAskedMax).entries()) {
      const actionId = `${action.number}${index}`;
      this.#asked.set(actionId, block.header("uniqueid"));
      this.#say += message({
        Action: "Getvar",
        ActionID: actionId,
        Channel: block.header("channel"),
        Variable: "CALLERID(dnid)",
      });
    }
    if (this.#asked.size === 0) this.#resynchronise(nowMs);
  }

  #takeNumber(block: AmiBlock, actionId: string, nowMs: number): void {
    const id = this.#asked.get(actionId) ?? "";
    const number = block.header("value");
    if (number !== "") this.#numbers.set(id, number);
    this.#asked.delete(actionId);
    if (this.#asked.size === 0) this.#resynchronise(nowMs);
  }

  #resynchronise(nowMs: number): void {
    const { settings, knownCalls } = this.#parts;
    const { clock } = this.#lasting;
    const times = { micros: clock.microsAt(nowMs), heardMicros: clock.heardMicros };
    const known = knownCalls(settings.source);
    const snapshot = this.#lists.snapshot(this.#numbers);
    this.#events.push(...this.#lasting.meaning.resynchronise(snapshot, times, known));
    this.#phase = "live";
    const held = this.#held;
    this.#held = [];
    for (const block of held) this.#events.push(...this.#lasting.meaning.take(block, nowMs * 1000));
  }

  #hold(block: AmiBlock): void {
    this.#held.push(block);
    if (this.#held.length <= this.#parts.limits.blocksHeldMax) return;
    throw new Error(
      `Cannot resynchronise with Asterisk: ${this.#held.length} events came before its answers`,
    );
  }

  #noteTime(block: AmiBlock, nowMs: number): void {
    const { clock } = this.#lasting;
    const micros = parseTimestamp(block.header("timestamp"));
    if (micros !== undefined) clock.note(micros, nowMs);
    if (this.#phase === "live") clock.noteHeard(nowMs);
  }
}

/** A value with a line break would be another header. */
export function message(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, "")}\r\n`,
  );
  return `${lines.join("")}\r\n`;
}
