// A FreeSWITCH that plays a recording and answers what is asked of it on the way; for tests.
// It derives its state from the recorded events alone, apart from what the product makes of them.
import { textOf, type EslEvent } from "./esl-event.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";

type ReplayedChannel = { readonly headers: Map<string, string> };

/** What an event says of its occasion and not of its channel. */
const occasional = /^(Event-|CC-|Bridge-|Application|Hangup|Core-UUID|Job-|_body)/;

export class ReplayedFreeswitch {
  readonly events: readonly EslEvent[];
  position = 0;
  readonly #bytes: readonly Buffer[];
  readonly #channels = new Map<string, ReplayedChannel>();
  readonly #agents = new Map<string, { status: string; state: string }>();
  #core = "";
  #micros = 0;
  #sequence = 0;

  /** Plain or JSON. */
  constructor(bytes: Buffer) {
    const parser = new EslParser(defaultEslParserLimits);
    const events: EslEvent[] = [];
    const texts: Buffer[] = [];
    let from = 0;
    // Byte by byte would be slow: events end where the next head begins.
    for (const end of ends(bytes)) {
      for (const message of parser.push(bytes.subarray(from, end))) {
        if (message.kind !== "event") continue;
        events.push(message.event);
        texts.push(bytes.subarray(from, end));
      }
      from = end;
    }
    this.events = events;
    this.#bytes = texts;
  }

  get nowMs(): number {
    return Math.floor(this.#micros / 1000);
  }

  get callIds(): ReadonlySet<string> {
    return new Set(this.#channels.keys());
  }

  get isOver(): boolean {
    return this.position >= this.events.length;
  }

  next(): Buffer {
    const event = this.events[this.position];
    const bytes = this.#bytes[this.position];
    this.position += 1;
    if (event !== undefined) this.#happen(event);
    return bytes ?? Buffer.alloc(0);
  }

  greeting(): Buffer {
    return Buffer.from("Content-Type: auth/request\n\n");
  }

  answer(said: string): Buffer {
    const commands = said.split("\n\n").filter((command) => command !== "");
    return Buffer.concat(commands.map((command) => this.#answerOne(command)));
  }

  #answerOne(command: string): Buffer {
    if (!command.startsWith("api ")) {
      return Buffer.from("Content-Type: command/reply\nReply-Text: +OK accepted\n\n");
    }
    const body = Buffer.from(this.#api(command.slice(4)));
    const head = `Content-Type: api/response\nContent-Length: ${body.length}\n\n`;
    return Buffer.concat([Buffer.from(head), body]);
  }

  #api(command: string): string {
    if (command === "show channels as json") {
      const rows = [...this.#channels.keys()].map((uuid) => ({ uuid }));
      return JSON.stringify({ row_count: rows.length, rows });
    }
    if (command === "callcenter_config agent list") {
      const lines = [...this.#agents].map(([name, { status, state }]) =>
        [name, "single_box", status, state].join("|"),
      );
      return ["name|instance_id|status|state", ...lines, "+OK", ""].join("\n");
    }
    const dumped = /^uuid_dump (\S+) plain$/.exec(command)?.[1];
    if (dumped === undefined) return "FreeSWITCH Version 1.10.12-release\n";
    const channel = this.#channels.get(dumped);
    return channel === undefined ? "-ERR No such channel!\n" : this.#dump(channel);
  }

  #dump({ headers }: ReplayedChannel): string {
    const own = {
      "Event-Name": "CHANNEL_DATA",
      "Core-UUID": this.#core,
      "Event-Date-Timestamp": String(this.#micros),
      "Event-Sequence": String(this.#sequence),
    };
    const lines = [...Object.entries(own), ...headers].map(
      ([name, value]) => `${name}: ${value === "" ? "_undef_" : encodeURIComponent(value)}\n`,
    );
    return `${lines.join("")}\n`;
  }

  #happen(event: EslEvent): void {
    this.#core = textOf(event, "Core-UUID");
    this.#micros = Math.max(this.#micros, Number(textOf(event, "Event-Date-Timestamp")));
    this.#sequence = Math.max(this.#sequence, Number(textOf(event, "Event-Sequence")));
    const name = textOf(event, "Event-Name");
    const id = textOf(event, "Unique-ID");
    if (name === "CHANNEL_HANGUP_COMPLETE") this.#channels.delete(id);
    else if (name === "CHANNEL_CREATE") this.#channels.set(id, { headers: new Map() });
    this.#noteHeaders(id, event);
    this.#noteApplication(name, id, event);
    this.#noteBond(name, event);
    this.#noteMember(event);
    this.#noteAgent(event);
  }

  #noteHeaders(id: string, event: EslEvent): void {
    const channel = this.#channels.get(id);
    if (channel === undefined) return;
    for (const [name, value] of Object.entries(event.toRecord())) {
      if (!occasional.test(name) && typeof value === "string") channel.headers.set(name, value);
    }
  }

  /** An event shows the application that was current before it. */
  #noteApplication(name: string, id: string, event: EslEvent): void {
    const headers = this.#channels.get(id)?.headers;
    if (name !== "CHANNEL_EXECUTE" || headers === undefined) return;
    headers.set("variable_current_application", textOf(event, "Application"));
    headers.set("variable_current_application_data", textOf(event, "Application-Data"));
  }

  #noteBond(name: string, event: EslEvent): void {
    if (name !== "CHANNEL_BRIDGE" && name !== "CHANNEL_UNBRIDGE") return;
    const ids = ["Bridge-A-Unique-ID", "Bridge-B-Unique-ID"].map((key) => textOf(event, key));
    for (const [index, id] of ids.entries()) {
      const headers = this.#channels.get(id)?.headers;
      if (name === "CHANNEL_UNBRIDGE") headers?.delete("variable_signal_bond");
      else headers?.set("variable_signal_bond", ids[1 - index] ?? "");
    }
  }

  /** A channel keeps its last stay in a queue as variables. */
  #noteMember(event: EslEvent): void {
    if (textOf(event, "CC-Action") !== "member-queue-start") return;
    const headers = this.#channels.get(textOf(event, "CC-Member-Session-UUID"))?.headers;
    headers?.set("variable_cc_queue", textOf(event, "CC-Queue"));
    headers?.set("variable_cc_member_uuid", textOf(event, "CC-Member-UUID"));
    headers?.set("variable_cc_queue_joined_epoch", String(Math.floor(this.#micros / 1e6)));
  }

  #noteAgent(event: EslEvent): void {
    const action = textOf(event, "CC-Action");
    const name = textOf(event, "CC-Agent");
    if (!action.startsWith("agent-st")) return;
    const agent = this.#agents.get(name) ?? { status: "Available", state: "Waiting" };
    if (action === "agent-status-change") agent.status = textOf(event, "CC-Agent-Status");
    else agent.state = textOf(event, "CC-Agent-State");
    this.#agents.set(name, agent);
  }
}

/** Where messages begin behind the first; a JSON event has no line break at its end. */
function* ends(bytes: Buffer): Iterable<number> {
  const mark = "Content-Length: ";
  let at = bytes.indexOf(mark);
  while (at >= 0) {
    const look = bytes.toString("latin1", at, at + 80);
    // The head of an event, not a header within one.
    if (at > 0 && /^Content-Length: \d+\nContent-Type: text\/event/.test(look)) yield at;
    at = bytes.indexOf(mark, at + 1);
  }
  yield bytes.length;
}
