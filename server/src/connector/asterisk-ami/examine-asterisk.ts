// An Asterisk looked over: the connector's own dialogue, listened to, and some questions more.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Conversation, Dialogue, DialogueStep } from "../dialogue.ts";
import type { Examination, Finding, LiveSample } from "../examination.ts";
import type { AmiBlock } from "./ami-block.ts";
import { action, message, openAmiConversation, type AmiConversationParts } from "./ami-dialogue.ts";
import { AmiParser } from "./ami-parser.ts";
import { parseTimestamp } from "./ami-time.ts";
import { asteriskFindings, type AsteriskAnswers, type AsteriskLine } from "./asterisk-findings.ts";
import { HeardClasses } from "./heard-classes.ts";

const asked = {
  settings: "trunkline-doctor-settings",
  status: "trunkline-doctor-status",
  channels: "trunkline-doctor-channels",
} as const;

const samplesMax = 3;

/** What a block is about, in the order in which it is shown. */
const shownHeaders =
  `Event Timestamp Channel CallerIDNum Exten Queue Interface DestChannel DialStatus Status
  Application AppData Linkedid`.split(/\s+/);

export function openAsteriskExamination(
  parts: Pick<AmiConversationParts, "settings" | "login" | "limits">,
  line: AsteriskLine,
): Examination {
  return new AsteriskExamination({ ...parts, knownCalls: () => [] }, line);
}

class AsteriskExamination implements Examination {
  readonly samples: LiveSample[] = [];
  isConcluded = false;
  readonly #parts: AmiConversationParts;
  readonly #line: AsteriskLine;
  readonly #conversation: Conversation;
  readonly #dialogue: Dialogue;
  readonly #parser: AmiParser;
  readonly #heard = new HeardClasses();
  readonly #answers: AsteriskAnswers = {
    refusal: "",
    greeting: "",
    isLoggedIn: false,
    settings: undefined,
    status: undefined,
    queues: undefined,
    members: [],
    refusedActions: new Map(),
    channelsBefore: new Set(),
    channelsAfter: undefined,
    clockAheadMs: undefined,
  };
  #incoming: { readonly block: AmiBlock; readonly bytes: Buffer }[] = [];

  constructor(parts: AmiConversationParts, line: AsteriskLine) {
    this.#parts = parts;
    this.#line = line;
    this.#conversation = openAmiConversation(parts);
    this.#dialogue = this.#conversation.open();
    this.#parser = new AmiParser(parts.limits, (block, bytes) => {
      this.#incoming.push({ block, bytes: Buffer.from(bytes) });
    });
  }

  get isReady(): boolean {
    const { settings, status } = this.#answers;
    return this.#dialogue.isReady && settings !== undefined && status !== undefined;
  }

  get peer(): string {
    return this.#dialogue.peer;
  }

  begin(): string {
    return this.#dialogue.begin();
  }

  take(chunk: Uint8Array, nowMs: number): DialogueStep {
    this.#incoming = [];
    this.#parser.push(chunk);
    this.#answers.greeting = this.#parser.greeting;
    let say = "";
    for (const { block, bytes } of this.#incoming) say += this.#takeBlock(block, bytes, nowMs);
    return { say, events: [] };
  }

  quiet(nowMs: number): DialogueStep {
    return { say: this.#dialogue.quiet(nowMs).say, events: [] };
  }

  ping(): string {
    return this.#dialogue.ping();
  }

  /** Channels that have come or gone unheard tell that this user is not told of them. */
  conclude(): string {
    const isRefused = this.#answers.refusedActions.has("CoreShowChannels");
    if (isRefused || this.#heard.events > 0) {
      this.isConcluded = true;
      return "";
    }
    this.#answers.channelsAfter = new Set();
    return message({ Action: "CoreShowChannels", ActionID: asked.channels });
  }

  refused(why: string): void {
    this.#answers.refusal = why;
  }

  findings(): readonly Finding[] {
    return asteriskFindings({
      settings: this.#parts.settings,
      username: this.#parts.login.username,
      line: this.#line,
      answers: this.#answers,
      heard: this.#heard,
      skipped: this.#conversation.skipped(),
    });
  }

  #takeBlock(block: AmiBlock, bytes: Buffer, nowMs: number): string {
    const actionId = block.header("actionid");
    if (actionId.startsWith("trunkline-doctor-")) {
      this.#takeAnswer(block, actionId);
      return "";
    }
    this.#note(block, actionId);
    const wasReady = this.#dialogue.isReady;
    const step = this.#dialogue.take(Buffer.concat([bytes, blockEnd]), nowMs);
    let { say } = step;
    if (actionId === action.login && block.header("response") === "Success") {
      this.#answers.isLoggedIn = true;
      say += message({ Action: "CoreSettings", ActionID: asked.settings });
      say += message({ Action: "CoreStatus", ActionID: asked.status });
    }
    if (wasReady && block.event !== "" && actionId === "") {
      const events = [...step.events, ...this.#dialogue.quiet(nowMs).events];
      this.#hear(block, events, nowMs);
    }
    return say;
  }

  /** To what the doctor itself has asked. */
  #takeAnswer(block: AmiBlock, actionId: string): void {
    const answers = this.#answers;
    if (block.event === "CoreShowChannel") answers.channelsAfter?.add(block.header("uniqueid"));
    if (block.event === "CoreShowChannelsComplete") this.isConcluded = true;
    const isRefused = block.event === "" && block.header("response") !== "Success";
    if (isRefused && actionId === asked.channels) this.isConcluded = true;
    if (actionId === asked.settings) {
      answers.settings = {
        isRefused,
        version: block.header("asteriskversion"),
        systemName: block.header("systemname"),
      };
    }
    if (actionId === asked.status) {
      answers.status = {
        isRefused,
        since: `${block.header("corestartupdate")} ${block.header("corestartuptime")}`.trim(),
        calls: block.header("corecurrentcalls"),
      };
    }
  }

  /** To what the connector's dialogue has asked. */
  #note(block: AmiBlock, actionId: string): void {
    const answers = this.#answers;
    switch (block.event) {
      case "QueueParams":
        answers.queues ??= new Set();
        answers.queues.add(block.header("queue"));
        return;
      case "QueueStatusComplete":
        answers.queues ??= new Set();
        return;
      case "QueueMember":
        answers.members.push({
          queue: block.header("queue"),
          interface: block.header("location"),
          stateInterface: block.header("stateinterface"),
        });
        return;
      case "CoreShowChannel":
        answers.channelsBefore.add(block.header("uniqueid"));
        return;
      default:
        break;
    }
    if (block.event !== "" || block.header("response") === "Success") return;
    const name = { [action.queues]: "QueueStatus", [action.channels]: "CoreShowChannels" }[
      actionId
    ];
    if (name !== undefined) answers.refusedActions.set(name, block.header("message"));
  }

  #hear(block: AmiBlock, events: readonly TrunklineEvent[], nowMs: number): void {
    this.#heard.take(block);
    const micros = parseTimestamp(block.header("timestamp"));
    if (micros !== undefined) this.#answers.clockAheadMs ??= micros / 1000 - nowMs;
    if (events.length === 0 || this.samples.length === samplesMax) return;
    const lines = block.text.split(/\r?\n/);
    const heard = shownHeaders.flatMap((name) =>
      lines.filter((line) => line.startsWith(`${name}: `) && !line.endsWith(": ")),
    );
    this.samples.push({ heard, events });
  }
}

const blockEnd = Buffer.from("\r\n\r\n");
