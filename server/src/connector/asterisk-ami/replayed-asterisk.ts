// An Asterisk that plays a recording and answers what is asked of it on the way; for tests.
// It derives its state from the recorded events alone, apart from what the product makes of them.

type Fields = ReadonlyMap<string, string>;

type ReplayedChannel = {
  readonly fields: Map<string, string>;
  readonly dialled: string;
  readonly bornAt: number;
  bridge: string;
};

const channelFields = [
  "Channel",
  "ChannelState",
  "ChannelStateDesc",
  "CallerIDNum",
  "CallerIDName",
  "ConnectedLineNum",
  "ConnectedLineName",
  "AccountCode",
  "Context",
  "Exten",
  "Priority",
  "Uniqueid",
  "Linkedid",
] as const;

const memberFields = ["Queue", "StateInterface", "Status", "Paused", "PausedReason"] as const;

export class ReplayedAsterisk {
  readonly #blocks: readonly string[];
  /** The next block to happen. */
  position = 0;
  readonly #channels = new Map<string, ReplayedChannel>();
  readonly #members = new Map<string, Fields>();
  readonly #entries = new Map<string, { readonly queue: string; readonly since: number }>();
  #seconds = 0;

  constructor(bytes: Buffer) {
    this.#blocks = bytes
      .toString("latin1")
      .split("\r\n\r\n")
      .filter((block) => block.startsWith("Event: ") || block.includes("\r\nEvent: "))
      .map((block) => block.slice(block.indexOf("Event: ")));
  }

  /** Epoch ms of what happened last, cut as times of events are. */
  get nowMs(): number {
    return Math.floor(Math.round(this.#seconds * 1e6) / 1000);
  }

  get callIds(): ReadonlySet<string> {
    return new Set([...this.#channels.values()].map(({ fields }) => fields.get("Linkedid") ?? ""));
  }

  get isOver(): boolean {
    return this.position >= this.#blocks.length;
  }

  /** The next block happens; its bytes are for whoever listens. */
  next(): Buffer {
    const block = this.#blocks[this.position] ?? "";
    this.position += 1;
    this.#happen(fieldsOf(block));
    return Buffer.from(`${block}\r\n\r\n`, "latin1");
  }

  greeting(): Buffer {
    return Buffer.from("Asterisk Call Manager/11.0.0\r\n");
  }

  /** What Asterisk says to actions. */
  answer(said: string): Buffer {
    const replies = said
      .split("\r\n\r\n")
      .filter((text) => text !== "")
      .map((text) => this.#answerOne(fieldsOf(text)));
    return Buffer.from(replies.join(""), "latin1");
  }

  #answerOne(action: Fields): string {
    const id = { ActionID: action.get("ActionID") ?? "" };
    const success = blockOf({ Response: "Success", ...id });
    switch (action.get("Action")) {
      case "BridgeList":
        return success + blockOf({ Event: "BridgeListComplete", ...id, ListItems: "0" });
      case "CoreSettings":
        return blockOf({
          Response: "Success",
          ...id,
          AsteriskVersion: "22.10.1",
          SystemName: "pbx1",
        });
      case "CoreStatus":
        return blockOf({ Response: "Success", ...id, CoreCurrentCalls: String(this.callIds.size) });
      case "QueueStatus":
        return success + this.#queueStatus(id);
      case "CoreShowChannels":
        return success + this.#coreShowChannels(id);
      case "Getvar": {
        const named = [...this.#channels.values()].find(
          ({ fields }) => fields.get("Channel") === action.get("Channel"),
        );
        return blockOf({ Response: "Success", ...id, Value: named?.dialled ?? "" });
      }
      case undefined:
      default:
        return success;
    }
  }

  #queueStatus(id: Readonly<Record<string, string>>): string {
    const named = [...this.#members.values()].map((fields) => fields.get("Queue") ?? "");
    const waiting = [...this.#entries.values()].map(({ queue }) => queue);
    const queues = [...new Set([...named, ...waiting])].map((queue) =>
      blockOf({ Event: "QueueParams", ...id, Queue: queue }),
    );
    const members = [...this.#members.values()].map((fields) =>
      blockOf({
        Event: "QueueMember",
        ...id,
        Name: fields.get("MemberName") ?? "",
        Location: fields.get("Interface") ?? "",
        ...Object.fromEntries(memberFields.map((name) => [name, fields.get(name) ?? ""])),
      }),
    );
    const entries = [...this.#entries].map(([uniqueId, { queue, since }]) =>
      blockOf({
        Event: "QueueEntry",
        ...id,
        Queue: queue,
        Uniqueid: uniqueId,
        Wait: String(Math.floor(this.#seconds - since)),
      }),
    );
    return [
      ...queues,
      ...members,
      ...entries,
      blockOf({ Event: "QueueStatusComplete", ...id }),
    ].join("");
  }

  #coreShowChannels(id: Readonly<Record<string, string>>): string {
    const channels = [...this.#channels.values()].map(({ fields, bridge, bornAt }) =>
      blockOf({
        Event: "CoreShowChannel",
        ...id,
        ...Object.fromEntries(channelFields.map((name) => [name, fields.get(name) ?? ""])),
        Application: fields.get("Application") ?? "",
        ApplicationData: fields.get("AppData") ?? "",
        Duration: durationText(this.#seconds - bornAt),
        BridgeId: bridge,
      }),
    );
    return [...channels, blockOf({ Event: "CoreShowChannelsComplete", ...id })].join("");
  }

  #happen(fields: Fields): void {
    const event = fields.get("Event") ?? "";
    this.#seconds = Math.max(this.#seconds, Number(fields.get("Timestamp") ?? 0));
    const id = fields.get("Uniqueid") ?? "";
    if (event === "Newchannel") {
      this.#channels.set(id, {
        fields: new Map(),
        dialled: fields.get("Exten") ?? "",
        bornAt: this.#seconds,
        bridge: "",
      });
    }
    this.#noteSnapshot(id, fields, "");
    this.#noteSnapshot(fields.get("DestUniqueid") ?? "", fields, "Dest");
    const channel = this.#channels.get(id);
    if (event === "Newexten") {
      channel?.fields.set("Application", fields.get("Application") ?? "");
      channel?.fields.set("AppData", fields.get("AppData") ?? "");
    }
    if (event === "Rename") channel?.fields.set("Channel", fields.get("Newname") ?? "");
    if (event === "BridgeEnter" && channel !== undefined) {
      channel.bridge = fields.get("BridgeUniqueid") ?? "";
    }
    if (event === "BridgeLeave" && channel !== undefined) channel.bridge = "";
    if (event === "Hangup") this.#channels.delete(id);
    if (event === "QueueCallerJoin") {
      const queue = fields.get("Queue") ?? "";
      this.#entries.set(id, { queue, since: this.#seconds });
      // After a transfer no Newexten tells of it.
      const isNew = channel?.fields.get("AppData")?.split(",")[0] !== queue;
      channel?.fields.set("Application", "Queue");
      if (isNew) channel?.fields.set("AppData", queue);
    }
    if (event === "QueueCallerLeave") this.#entries.delete(id);
    this.#noteMember(event, fields);
  }

  #noteMember(event: string, fields: Fields): void {
    const key = `${fields.get("Queue")} ${fields.get("Interface")}`;
    if (event === "QueueMemberRemoved") this.#members.delete(key);
    else if (/^QueueMember(Status|Pause|Added)$/.test(event)) this.#members.set(key, fields);
  }

  #noteSnapshot(id: string, fields: Fields, prefix: "" | "Dest"): void {
    const channel = this.#channels.get(id);
    if (channel === undefined) return;
    for (const name of channelFields) {
      const value = fields.get(`${prefix}${name}`);
      if (value !== undefined) channel.fields.set(name, value);
    }
  }
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && !fields.has(line.slice(0, colon))) {
      fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
    }
  }
  return fields;
}

function blockOf(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${lines.join("")}\r\n`;
}

function durationText(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().slice(11, 19);
}
