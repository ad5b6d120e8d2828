// Rows of CEL -> blocks of the manager interface, which say the same: the meaning of both is one. What
// CEL leaves out is put together from what the channels of a call are doing.
import { AmiBlock } from "../asterisk-ami/ami-block.ts";
import { deviceOf } from "../asterisk-ami/pbx-state.ts";
import { agentOfInterface, type SettingsIndex } from "../asterisk-ami/settings-index.ts";
import type { CelRow } from "./cel-row.ts";
import { RunUp } from "./run-up.ts";

type CelChannel = {
  readonly id: string;
  readonly name: string;
  readonly call: CelCall;
  /** The application that runs, and since when; "" = none. */
  app: string;
  appData: string;
  appSince: number;
  bridge: string;
  account: string;
  hungUp: boolean;
  /** Who put it on hold, as far as can be told. */
  holder: string;
};

type CelCall = {
  readonly linkedId: string;
  readonly channels: Map<string, CelChannel>;
  readonly runUp: RunUp;
  /** Its first row, until the next shows whether it was dialled or originated. */
  first: CelRow | undefined;
};

type Headers = Readonly<Record<string, string>>;

const diallingApps = new Set(["queue", "dial"]);
/** Of channels that the PBX has dialled: no step of the dialplan. */
const outgoingApps = new Set(["appqueue", "appdial", "appdial2"]);
const originatedApp = "appdial2";
const microsInSecond = 1_000_000;
const headerBytesMax = 32_768;

export class CelBlocks {
  readonly #index: SettingsIndex;
  readonly #callsMax: number;
  readonly #note: (what: string) => void;
  readonly #ignore: (what: string) => void;
  readonly #calls = new Map<string, CelCall>();
  #blocks: AmiBlock[] = [];

  constructor(options: {
    readonly index: SettingsIndex;
    /** More calls at once than this PBX can have: their ends are missing. */
    readonly trackedCallsMax: number;
    readonly note: (what: string) => void;
    readonly ignore: (what: string) => void;
  }) {
    this.#index = options.index;
    this.#callsMax = options.trackedCallsMax;
    this.#note = options.note;
    this.#ignore = options.ignore;
  }

  take(row: CelRow): readonly AmiBlock[] {
    this.#apply(row);
    return this.#taken();
  }

  finish(): readonly AmiBlock[] {
    for (const call of this.#calls.values()) this.#tellFirst(call, undefined);
    return this.#taken();
  }

  #taken(): readonly AmiBlock[] {
    const blocks = this.#blocks;
    this.#blocks = [];
    return blocks;
  }

  #apply(row: CelRow): void {
    const { uniqueId = "", linkedId = uniqueId, event = "" } = row.fields;
    if (event === "CHAN_START") return this.#start(row, uniqueId, linkedId);
    const call = this.#calls.get(linkedId);
    if (event === "LINKEDID_END") return void this.#calls.delete(linkedId);
    const channel = call?.channels.get(uniqueId);
    if (call === undefined || channel === undefined) return this.#ignore(`${event} of no call`);
    this.#tellFirst(call, row);
    this.#noteAccount(channel, row);
    call.runUp.note(row);
    if (event !== "APP_END") this.#noteApp(channel, row, event === "APP_START");
    this.#perform(channel, row, event);
  }

  #perform(channel: CelChannel, row: CelRow, event: string): void {
    switch (event) {
      case "APP_START":
        return;
      case "APP_END":
        return this.#endApp(channel, row);
      case "ANSWER":
        return this.#add("Newstate", row, channel, { ChannelState: stateUp });
      case "BRIDGE_ENTER":
        channel.bridge = textOf(row.extra["bridge_id"]);
        return this.#add("BridgeEnter", row, channel, {
          BridgeUniqueid: channel.bridge,
          BridgeTechnology: textOf(row.extra["bridge_technology"]),
        });
      case "BRIDGE_EXIT":
        channel.bridge = "";
        return this.#add("BridgeLeave", row, channel, {
          BridgeUniqueid: textOf(row.extra["bridge_id"]),
        });
      case "BLINDTRANSFER":
        return this.#add("BlindTransfer", row, channel, {
          Result: "Success",
          TransfererUniqueid: channel.id,
          TransfereeUniqueid: textOf(row.extra["transferee_channel_uniqueid"]),
        });
      case "ATTENDEDTRANSFER":
        return this.#add("AttendedTransfer", row, channel, {
          Result: "Success",
          OrigTransfererUniqueid: channel.id,
          SecondTransfererUniqueid: textOf(row.extra["channel2_uniqueid"]),
        });
      case "STREAM_BEGIN":
        return this.#beginStream(channel, row);
      case "STREAM_END":
        return this.#endStream(channel, row);
      case "HANGUP":
        return this.#hangUp(channel, row);
      default:
        return this.#other(channel, row, event);
    }
  }

  #start(row: CelRow, id: string, linkedId: string): void {
    let call = this.#calls.get(linkedId);
    if (call === undefined) {
      if (id !== linkedId) return this.#ignore("CHAN_START of no call");
      call = { linkedId, channels: new Map(), runUp: new RunUp(), first: undefined };
      this.#calls.set(linkedId, call);
      this.#forgetOldest();
    } else this.#tellFirst(call, row);
    const name = row.fields.channel ?? "";
    const channel: CelChannel = {
      ...{ id, name, call, app: "", appData: "", appSince: 0 },
      ...{ bridge: "", account: "", hungUp: false, holder: "" },
    };
    const dialler = this.#diallerIn(call);
    call.runUp.note(row);
    call.channels.set(id, channel);
    if (id !== linkedId) this.#tellStart(channel, row, stateDown, dialler);
    else if (!this.#isTask(id) && isNumber(row.fields.exten ?? ""))
      this.#tellStart(channel, row, stateRing, undefined);
    else call.first = row;
  }

  #isTask(id: string): boolean {
    return this.#index.tasks.channelIdPrefixes.some((prefix) => id.startsWith(prefix));
  }

  /** A channel that begins at no number is a line that rings, or was originated: the next row tells. */
  #tellFirst(call: CelCall, next: CelRow | undefined): void {
    const { first, linkedId } = call;
    const channel = call.channels.get(linkedId);
    if (first === undefined || channel === undefined) return;
    call.first = undefined;
    const isOriginated = next?.fields.app?.toLowerCase() === originatedApp;
    if (!isOriginated && !this.#isTask(linkedId)) {
      return this.#tellStart(channel, first, stateRing, undefined);
    }
    // Once it is called, the channel has the number that it is shown.
    const shown = { DestConnectedLineNum: next?.fields.callerNo ?? "" };
    this.#tellStart(channel, first, stateDown, undefined, shown);
  }

  #noteAccount(channel: CelChannel, row: CelRow): void {
    const { accountCode = "", tenantId = "" } = row.fields;
    const account = `${accountCode} ${tenantId}`;
    if (account === " " || account === channel.account) return;
    channel.account = account;
    this.#add("NewAccountCode", row, channel, {});
  }

  #tellStart(
    channel: CelChannel,
    row: CelRow,
    state: string,
    dialler: CelChannel | undefined,
    headers: Headers = {},
  ): void {
    const device = deviceOf(channel.name);
    this.#add("Newchannel", row, channel, { ChannelState: state });
    if (state !== stateDown) return;
    const dest = { DestUniqueid: channel.id, DestChannel: channel.name, ...headers };
    if (dialler?.app === "queue")
      this.#add("AgentCalled", row, dialler, { ...dest, Interface: device });
    const dialString = dialler?.app === "dial" ? (dialler.appData.split(",")[0] ?? "") : "";
    const dialled = { ...dest, DialString: dialStringFor(device, dialString) };
    this.#add("DialBegin", row, dialler, dialled);
    // A phone rings at once; when an outside number rings CEL does not know.
    if (agentOfInterface(this.#index, device) === undefined) return;
    this.#add("DialState", row, dialler, { ...dest, DialStatus: "RINGING" });
  }

  /** Who dials: the channel that was last to run Dial or Queue and is with nobody yet. */
  #diallerIn(call: CelCall): CelChannel | undefined {
    let found: CelChannel | undefined;
    for (const channel of call.channels.values()) {
      if (!diallingApps.has(channel.app) || channel.bridge !== "" || channel.hungUp) continue;
      if (found === undefined || channel.appSince >= found.appSince) found = channel;
    }
    return found;
  }

  /** After a redirect no APP_START comes: the application shows in the next row. */
  #noteApp(channel: CelChannel, row: CelRow, isStart: boolean): void {
    const app = row.fields.app?.toLowerCase() ?? "";
    const { appData = "" } = row.fields;
    if (app === "" || outgoingApps.has(app)) return;
    if (!isStart && channel.app === app && channel.appData === appData) return;
    if (!isStart && !diallingApps.has(app)) return;
    channel.app = app;
    channel.appData = appData;
    channel.appSince = row.time.micros;
    this.#add("Newexten", row, channel, { Application: row.fields.app ?? "", AppData: appData });
  }

  #endApp(channel: CelChannel, row: CelRow): void {
    const app = row.fields.app?.toLowerCase() ?? "";
    if (app === channel.app) channel.app = "";
    if (app !== "queue") return;
    const [queue = "", , , , timeout = ""] = (row.fields.appData ?? "").split(",");
    const waitedMicros = row.time.micros - channel.appSince;
    const isTimeout = Number(timeout) > 0 && waitedMicros >= Number(timeout) * microsInSecond;
    // Phones that still rang are hung up first, because the caller has left.
    const leftAt = Math.min(channel.call.runUp.begunAt, row.time.micros);
    this.#addAt("QueueCallerLeave", leftAt, row, channel, { Queue: queue });
    if (!isTimeout) return;
    this.#add("VarSet", row, channel, { Variable: "QUEUESTATUS", Value: "TIMEOUT" });
  }

  /** Music to one of two who talk: the other has put him on hold. */
  #beginStream(channel: CelChannel, row: CelRow): void {
    if (row.extra["class"] === undefined || channel.bridge === "") return;
    const others = [...channel.call.channels.values()].filter(
      (other) => other !== channel && other.bridge === channel.bridge,
    );
    const [other] = others;
    if (other === undefined || others.length > 1) return;
    channel.holder = other.id;
    this.#add("Hold", row, other, {});
  }

  #endStream(channel: CelChannel, row: CelRow): void {
    const holder = channel.call.channels.get(channel.holder);
    channel.holder = "";
    if (holder !== undefined) this.#add("Unhold", row, holder, {});
  }

  #hangUp(channel: CelChannel, row: CelRow): void {
    const source = textOf(row.extra["hangupsource"]);
    const { runUp, channels } = channel.call;
    for (const by of channels.values()) {
      if (by.name !== source || by.hungUp) continue;
      by.hungUp = true;
      const { extra, time } = row;
      const cause = textOf(extra["hangupcause"]);
      this.#addAt("HangupRequest", Math.min(runUp.begunAt, time.micros) - 1, row, by, {
        Cause: cause,
      });
    }
    if (source === channel.name) runUp.restart();
    channel.hungUp = true;
    this.#add("Hangup", row, channel, { Cause: textOf(row.extra["hangupcause"]) });
  }

  #other(channel: CelChannel, row: CelRow, event: string): void {
    const { userEvent = "" } = row.fields;
    if (userEvent === event || event === "USER_DEFINED") {
      return this.#add("UserEvent", row, channel, { UserEvent: userEvent });
    }
    if (ignoredEvents.has(event)) this.#ignore(event);
    else this.#note(event);
  }

  #forgetOldest(): void {
    if (this.#calls.size <= this.#callsMax) return;
    for (const linkedId of this.#calls.keys()) return void this.#calls.delete(linkedId);
  }

  #add(event: string, row: CelRow, channel: CelChannel | undefined, headers: Headers): void {
    this.#addAt(event, row.time.micros, row, channel, headers);
  }

  #addAt(
    event: string,
    micros: number,
    row: CelRow,
    channel: CelChannel | undefined,
    headers: Headers,
  ): void {
    const { callerNo = "", exten = "", context = "", accountCode = "", tenantId = "" } = row.fields;
    const all: Headers = {
      Event: event,
      Timestamp: `${Math.floor(micros / microsInSecond)}.${String(micros % microsInSecond).padStart(6, "0")}`,
      Channel: channel?.name ?? "",
      Uniqueid: channel?.id ?? "",
      Linkedid: channel?.call.linkedId ?? "",
      CallerIDNum: callerNo,
      Exten: exten,
      Context: context,
      AccountCode: accountCode,
      Tenantid: tenantId,
    };
    const text = linesOf(all) + linesOf(headers);
    this.#blocks.push(new AmiBlock(text, headerBytesMax));
  }
}

function linesOf(headers: Headers): string {
  let lines = "";
  for (const [name, value] of Object.entries(headers)) {
    if (value !== "") lines += `${name}: ${oneLine(value)}\n`;
  }
  return lines;
}

function oneLine(value: string): string {
  return /[\r\n]/.test(value) ? value.replaceAll(/[\r\n]/g, " ") : value;
}

const stateDown = "0";
const stateRing = "4";
const stateUp = "6";

/** Known, and of no use here: what they say is said better by the others. */
const ignoredEvents: ReadonlySet<string> = new Set(
  `
  CHAN_END DTMF LOCAL_OPTIMIZE LOCAL_OPTIMIZE_BEGIN PARK_START PARK_END PICKUP FORWARD
  MIXMONITOR_START MIXMONITOR_STOP TRANSFER
  `
    .trim()
    .split(/\s+/),
);

/** Dial may name several devices: "PJSIP/1001&PJSIP/136@carrier". */
function dialStringFor(device: string, dialString: string): string {
  const [technology = ""] = device.split("/");
  const strings = dialString.split("&");
  const name = device.slice(technology.length + 1);
  const found = strings.find((one) => one.includes(name)) ?? strings[0] ?? "";
  return found.startsWith(`${technology}/`) ? found.slice(technology.length + 1) : found;
}

function isNumber(exten: string): boolean {
  return /\d/.test(exten);
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
