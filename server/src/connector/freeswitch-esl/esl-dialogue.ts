// A connection to the event socket: login, subscription, then the state of FreeSWITCH, then its events.
import type { TrunklineEvent } from "@trunkline/contract";
import type { KnownCalls } from "../connector.ts";
import type { Conversation, Dialogue, DialogueStep } from "../dialogue.ts";
import { PbxClock } from "../pbx-clock.ts";
import type { EslEvent } from "./esl-event.ts";
import { LeftOut } from "../left-out.ts";
import { EslMeaning, defaultEslMeaningLimits, eslSubscription } from "./esl-meaning.ts";
import type { EslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import type { EslMessage, EslParserLimits } from "./esl-parser.ts";
import type { EslSettings } from "./esl-settings.ts";
import { momentOf } from "./esl-time.ts";
import { agentsOf, channelIdsOf, dumpOf, type EslSnapshot } from "./esl-snapshot.ts";

export type EslLogin = {
  readonly password: string;
  /** Of the directory; "" = the password of the event socket itself. */
  readonly user: string;
  readonly format: "plain" | "json";
};

export type EslDialogueLimits = EslParserLimits &
  EslMeaningLimits & {
    /** Channels whose state is asked for after a gap. */
    readonly channelsDumpedMax: number;
    /** Events that wait while FreeSWITCH is asked for its state; of more the connection is given up. */
    readonly eventsHeldMax: number;
  };

export const defaultEslDialogueLimits: EslDialogueLimits = {
  ...defaultEslParserLimits,
  ...defaultEslMeaningLimits,
  channelsDumpedMax: 5000,
  eventsHeldMax: 50_000,
};

export type EslConversationParts = {
  readonly settings: EslSettings;
  readonly login: EslLogin;
  readonly limits: EslDialogueLimits;
  readonly knownCalls: KnownCalls;
};

export function openEslConversation(parts: EslConversationParts): Conversation {
  const { settings, limits } = parts;
  const meaning = new EslMeaning({ settings, limits, takesUpCalls: true });
  const warnings = new Set<string>();
  const clock = new PbxClock();
  const leftOut = new LeftOut();
  return {
    open: () => new EslDialogue(parts, { meaning, warnings, clock, leftOut }),
    warnings: () => [...warnings],
    skipped: () => new Map([...meaning.skipped, ...leftOut.counts]),
  };
}

/** What outlives a connection. */
type Lasting = {
  readonly meaning: EslMeaning;
  readonly warnings: Set<string>;
  readonly clock: PbxClock;
  readonly leftOut: LeftOut;
};

/** Who waits for the next reply: commands and api calls are answered in the order they were said. */
type Waiting = (text: string, nowMs: number) => void;

class EslDialogue implements Dialogue {
  readonly #parts: EslConversationParts;
  readonly #meaning: EslMeaning;
  readonly #warnings: Set<string>;
  readonly #clock: PbxClock;
  readonly #parser: EslParser;
  readonly #noteLeftOut: ReturnType<LeftOut["open"]>;
  readonly #waiting: Waiting[] = [];
  readonly #dumps: EslEvent[] = [];
  #agents: () => EslSnapshot["agents"] = () => [];
  #channelIds: readonly string[] = [];
  #dumpsDue = 0;
  /** Events since the list of channels: they are of later than it. */
  #held: EslEvent[] | undefined;
  /** The last event of a chunk tells FreeSWITCH's time. */
  #newest: EslEvent | undefined;
  #isReady = false;
  #say = "";
  #events: TrunklineEvent[] = [];
  #peer = "";

  constructor(parts: EslConversationParts, { meaning, warnings, clock, leftOut }: Lasting) {
    this.#parts = parts;
    this.#meaning = meaning;
    this.#warnings = warnings;
    this.#clock = clock;
    this.#noteLeftOut = leftOut.open();
    this.#parser = new EslParser(parts.limits);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get peer(): string {
    return this.#peer;
  }

  /** FreeSWITCH speaks first. */
  begin(): string {
    return "";
  }

  take(chunk: Uint8Array, nowMs: number): DialogueStep {
    this.#newest = undefined;
    for (const message of this.#parser.push(chunk)) this.#takeMessage(message, nowMs);
    const { damaged, oversizeBodies, oversizeHeaders } = this.#parser;
    this.#noteLeftOut({
      "message is damaged": damaged,
      "message is too long": oversizeBodies,
      "header is too long": oversizeHeaders,
    });
    if (this.#newest !== undefined && this.#isReady) {
      this.#noteTime(this.#newest, nowMs);
      this.#clock.noteHeard(nowMs);
    }
    return this.#step();
  }

  quiet(nowMs: number): DialogueStep {
    this.#events.push(...this.#meaning.flush());
    if (this.#isReady) this.#events.push(...this.#meaning.settle(this.#clock.microsAt(nowMs)));
    return this.#step();
  }

  ping(): string {
    if (!this.#isReady) return "";
    // A reply has no time of its own.
    this.#waiting.push((_uptime, nowMs) => this.#clock.noteHeard(nowMs));
    return "api uptime\n\n";
  }

  #step(): DialogueStep {
    const step = { say: this.#say, events: this.#events };
    this.#say = "";
    this.#events = [];
    return step;
  }

  #takeMessage(message: EslMessage, nowMs: number): void {
    switch (message.kind) {
      case "event":
        return this.#takeEvent(message.event);
      case "authRequest":
        return this.#logIn();
      case "commandReply":
        // Also what an api call gets that this user may not make.
        return this.#waiting.shift()?.(message.reply, nowMs);
      case "apiResponse":
        return this.#waiting.shift()?.(message.body, nowMs);
      case "disconnectNotice":
        throw new Error(`FreeSWITCH ended the connection: ${message.body.split("\n")[0] ?? ""}`);
      case "other":
        if (message.contentType !== "text/rude-rejection") return;
        throw new Error(
          "Cannot log in to FreeSWITCH: its access list refuses this address; see apply-inbound-acl in event_socket.conf.xml",
        );
    }
  }

  #takeEvent(event: EslEvent): void {
    this.#newest = event;
    if (this.#held === undefined) {
      this.#events.push(...this.#meaning.take(event));
      return;
    }
    this.#held.push(event);
    if (this.#held.length <= this.#parts.limits.eventsHeldMax) return;
    throw new Error(
      `Cannot resynchronise with FreeSWITCH: ${this.#held.length} events came before its answers`,
    );
  }

  #logIn(): void {
    const { user, password, format } = this.#parts.login;
    const auth =
      user === "" ? `auth ${line(password)}` : `userauth ${line(user)}:${line(password)}`;
    this.#command(auth, (reply) => {
      if (!reply.startsWith("+OK")) throw new Error(`Cannot log in to FreeSWITCH: ${reply}`);
      this.#command(`event ${format} ${eslSubscription}`, (answer) => {
        if (!answer.startsWith("+OK")) {
          throw new Error(`Cannot subscribe to FreeSWITCH's events: ${answer}`);
        }
        this.#askState();
      });
    });
  }

  #askState(): void {
    this.#api("version", (body) => {
      this.#peer = body.startsWith("-ERR") ? "FreeSWITCH" : body.trim().slice(0, peerLengthMax);
    });
    this.#api("callcenter_config agent list", (body, nowMs) => this.#takeAgents(body, nowMs));
    this.#api("show channels as json", (body) => this.#takeChannels(body));
  }

  #takeAgents(body: string, nowMs: number): void {
    const listed = agentsOf(body);
    const hasQueues = this.#parts.settings.tenants.some(({ queues }) => queues.length > 0);
    if (listed === undefined && hasQueues) {
      this.#warnings.add(
        `FreeSWITCH does not list its agents ('${body.split("\n")[0] ?? ""}'): load mod_callcenter; without it there are no queues`,
      );
    }
    // The list has no time, and ours may be another than that of the events behind it.
    this.#agents = () => {
      const micros = this.#clock.microsAt(nowMs);
      const moment = { core: `asked-${micros}`, micros, sequence: 0 };
      return (listed ?? []).map((event) => ({ event, moment }));
    };
  }

  #takeChannels(body: string): void {
    const ids = channelIdsOf(body);
    if (ids === undefined) {
      this.#warnings.add(
        `FreeSWITCH does not list its channels ('${body.split("\n")[0] ?? ""}'): after a gap in the line, calls that ended in it stay open until they expire; allow the api command 'show' to this user`,
      );
      this.#isReady = true;
      return;
    }
    const { channelsDumpedMax } = this.#parts.limits;
    this.#channelIds = ids;
    this.#held = [];
    const asked = ids.slice(0, channelsDumpedMax);
    this.#dumpsDue = asked.length;
    for (const id of asked) {
      this.#api(`uuid_dump ${line(id)} plain`, (dump, later) => this.#takeDump(dump, later));
    }
    if (asked.length === 0) this.#takeOver();
  }

  #takeDump(body: string, nowMs: number): void {
    const dump = dumpOf(body, this.#parts.limits);
    if (dump !== undefined) {
      this.#dumps.push(dump);
      this.#noteTime(dump, nowMs);
    }
    this.#dumpsDue -= 1;
    if (this.#dumpsDue === 0) this.#takeOver();
  }

  #takeOver(): void {
    const { settings, knownCalls } = this.#parts;
    const snapshot: EslSnapshot = {
      channelIds: new Set(this.#channelIds),
      dumps: this.#dumps,
      agents: this.#agents(),
      heardMicros: this.#clock.heardMicros,
    };
    this.#events.push(...this.#meaning.takeOver(snapshot, knownCalls(settings.source)));
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#isReady = true;
    for (const event of held) this.#events.push(...this.#meaning.take(event));
  }

  #noteTime(event: EslEvent, nowMs: number): void {
    const moment = momentOf(event);
    if (moment !== undefined) this.#clock.note(moment.micros, nowMs);
  }

  #command(text: string, waiting: Waiting): void {
    this.#say += `${text}\n\n`;
    this.#waiting.push(waiting);
  }

  #api(text: string, waiting: Waiting): void {
    this.#say += `api ${text}\n\n`;
    this.#waiting.push(waiting);
  }
}

/** A value with a line break would be another command. */
function line(text: string): string {
  return text.replaceAll(/[\r\n]/g, "");
}

const peerLengthMax = 200;
