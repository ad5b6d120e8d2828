// A FreeSWITCH looked over: the connector's own dialogue, listened to, and some questions more.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Conversation, Dialogue, DialogueStep } from "../dialogue.ts";
import type { Examination, Finding, LiveSample } from "../examination.ts";
import { openEslConversation, type EslConversationParts } from "./esl-dialogue.ts";
import { textOf, type EslEvent } from "./esl-event.ts";
import { EslParser, type EslMessage } from "./esl-parser.ts";
import { momentOf } from "./esl-time.ts";
import { freeswitchFindings, type FreeswitchAnswers } from "./freeswitch-findings.ts";
import type { FreeswitchLine } from "./freeswitch-findings.ts";

const questions = [
  "module_exists mod_callcenter",
  "module_exists mod_json_cdr",
  "module_exists mod_xml_cdr",
  "callcenter_config queue list",
] as const;

const samplesMax = 3;

/** What an event is about, in the order in which it is shown. */
const shownHeaders =
  `Event-Name Event-Date-Timestamp Unique-ID Call-Direction Caller-Caller-ID-Number
  Caller-Destination-Number Answer-State Application Application-Data CC-Action CC-Queue CC-Agent
  CC-Agent-Status CC-Agent-State CC-Member-Session-UUID Hangup-Cause`.split(/\s+/);

export function openFreeswitchExamination(
  parts: Pick<EslConversationParts, "settings" | "login" | "limits">,
  line: FreeswitchLine,
): Examination {
  return new FreeswitchExamination({ ...parts, knownCalls: () => [] }, line);
}

/** A command that was said, and whose it was: answers come in the order of the questions. */
type Said = { readonly command: string; readonly isOurs: boolean };

class FreeswitchExamination implements Examination {
  readonly samples: LiveSample[] = [];
  isConcluded = false;
  readonly #parts: EslConversationParts;
  readonly #line: FreeswitchLine;
  readonly #conversation: Conversation;
  readonly #dialogue: Dialogue;
  readonly #parser: EslParser;
  readonly #said: Said[] = [];
  readonly #answers: FreeswitchAnswers = {
    refusal: "",
    hasGreeted: false,
    isLoggedIn: false,
    isSubscribed: false,
    byCommand: new Map(),
    eventsHeard: 0,
    clockAheadMs: undefined,
  };
  #incoming: { readonly message: EslMessage; readonly bytes: Buffer }[] = [];

  constructor(parts: EslConversationParts, line: FreeswitchLine) {
    this.#parts = parts;
    this.#line = line;
    this.#conversation = openEslConversation(parts);
    this.#dialogue = this.#conversation.open();
    this.#parser = new EslParser(parts.limits, (message, bytes) => {
      this.#incoming.push({ message, bytes: Buffer.from(bytes) });
    });
  }

  get isReady(): boolean {
    const isAnswered = questions.every((question) => this.#answers.byCommand.has(question));
    return this.#dialogue.isReady && isAnswered;
  }

  get peer(): string {
    return this.#dialogue.peer;
  }

  begin(): string {
    return this.#note(this.#dialogue.begin());
  }

  take(chunk: Uint8Array, nowMs: number): DialogueStep {
    this.#incoming = [];
    this.#parser.push(chunk);
    let say = "";
    for (const { message, bytes } of this.#incoming) {
      say += this.#takeMessage(message, bytes, nowMs);
    }
    return { say, events: [] };
  }

  quiet(nowMs: number): DialogueStep {
    return { say: this.#note(this.#dialogue.quiet(nowMs).say), events: [] };
  }

  ping(): string {
    return this.#note(this.#dialogue.ping());
  }

  /** FreeSWITCH tells all or nothing of what was subscribed to: no question is left. */
  conclude(): string {
    this.isConcluded = true;
    return "";
  }

  refused(why: string): void {
    this.#answers.refusal = why;
  }

  findings(): readonly Finding[] {
    return freeswitchFindings({
      settings: this.#parts.settings,
      login: this.#parts.login,
      line: this.#line,
      answers: this.#answers,
      skipped: this.#conversation.skipped(),
    });
  }

  #note(say: string, isOurs = false): string {
    const commands = say.split("\n\n").filter((command) => command !== "");
    this.#said.push(...commands.map((command) => ({ command, isOurs })));
    return say;
  }

  #takeMessage(message: EslMessage, bytes: Buffer, nowMs: number): string {
    if (message.kind === "authRequest") this.#answers.hasGreeted = true;
    const isAnswer = message.kind === "commandReply" || message.kind === "apiResponse";
    const said = isAnswer ? this.#said.shift() : undefined;
    const text = message.kind === "apiResponse" ? message.body : isAnswer ? message.reply : "";
    if (said !== undefined) this.#takeAnswer(said.command, text);
    if (said?.isOurs === true) return "";
    const wasReady = this.#dialogue.isReady;
    const step = this.#dialogue.take(bytes, nowMs);
    let say = this.#note(step.say);
    if (said?.command.startsWith("event ") === true && text.startsWith("+OK")) {
      say += this.#note(questions.map((question) => `api ${question}\n\n`).join(""), true);
    }
    if (wasReady && message.kind === "event") {
      const events = [...step.events, ...this.#dialogue.quiet(nowMs).events];
      this.#hear(message.event, events, nowMs);
    }
    return say;
  }

  #takeAnswer(command: string, text: string): void {
    const answers = this.#answers;
    const isTaken = text.startsWith("+OK");
    if (/^(?:user)?auth /.test(command)) answers.isLoggedIn = isTaken;
    else if (command.startsWith("event ")) answers.isSubscribed = isTaken;
    else if (!command.startsWith("api uuid_dump ")) {
      answers.byCommand.set(command.replace(/^api /, ""), text.trim());
    }
  }

  #hear(event: EslEvent, events: readonly TrunklineEvent[], nowMs: number): void {
    this.#answers.eventsHeard += 1;
    const moment = momentOf(event);
    if (moment !== undefined) this.#answers.clockAheadMs ??= moment.micros / 1000 - nowMs;
    if (events.length === 0 || this.samples.length === samplesMax) return;
    const heard = shownHeaders.flatMap((name) => {
      const value = textOf(event, name);
      return value === "" ? [] : [`${name}: ${value}`];
    });
    this.samples.push({ heard, events });
  }
}
