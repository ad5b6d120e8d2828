// A PBX trace in an engineer's words -> the bytes of the manager interface -> events; for tests.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../../call/call.ts";
import { traceStart } from "../../call/event-trace.ts";
import { onlyCallOf } from "../call-story.ts";
import { AmiMeaning, defaultAmiMeaningLimits } from "./ami-meaning.ts";
import { AmiParser, defaultAmiParserLimits } from "./ami-parser.ts";
import { parseAmiSettings } from "./ami-settings.ts";

const startSeconds = traceStart / 1000;
const states: Readonly<Record<string, string>> = { Down: "0", Ring: "4", Ringing: "5", Up: "6" };
const partySuffixes = new Set(["Transferer", "Transferee", "OrigTransferer", "SecondTransferer"]);

export const traceSettings = parseAmiSettings({
  source: "pbx1",
  inboundContexts: ["from-trunk"],
  tenants: [
    {
      ccId: 1,
      vdn: 170,
      accessCodes: ["88880001"],
      accountCodes: ["170"],
      agents: [
        { agentId: 1001, interfaces: ["PJSIP/1001"] },
        { agentId: 1002, interfaces: ["PJSIP/1002", "Local/1002@agents"] },
        { agentId: 1005, interfaces: ["PJSIP/1005"] },
        { agentId: 1006, interfaces: ["Local/1006@mobile"] },
      ],
      queues: [
        { name: "sales", skillId: 1 },
        { name: "support", skillId: 2 },
      ],
      flows: [
        { flowId: 1, contexts: ["ivr"] },
        { flowId: 2, contexts: ["survey"] },
      ],
    },
    {
      ccId: 1,
      vdn: 171,
      accessCodes: ["88881001"],
      accountCodes: ["171"],
      agents: [{ agentId: 2001, interfaces: ["PJSIP/2001"] }],
      queues: [{ name: "desk", skillId: 1 }],
    },
  ],
  tasks: { channelIdPrefixes: ["task-"], accountCodes: ["dialer"], calledVariable: "CALLED" },
});

/**
 * One event a line: seconds, event, channel (`-` = none), then `-> destination` and `Header=value`.
 * A channel's Uniqueid is its name, or the `Uniqueid=` of its Newchannel line; its Linkedid is the first
 * channel of the trace, or `of=<channel>`, or what `Linkedid=` says of one event.
 */
export function bytesOfAmiTrace(trace: string): Uint8Array {
  const ids = new Map<string, string>();
  const linked = new Map<string, string>();
  const idOf = (channel: string) => ids.get(channel) ?? channel;
  const blocks = trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [seconds = "", event = "", channel = "-", ...words] = line.split(/\s+/);
      const fields = fieldsOf(words, idOf);
      if (event === "Newchannel") {
        const first = linked.values().next().value;
        ids.set(channel, fields.get("Uniqueid") ?? channel);
        const of = fields.get("of");
        linked.set(channel, of === undefined ? (first ?? idOf(channel)) : idOf(of));
        fields.delete("of");
      }
      const head = [`Event: ${event}`, "Privilege: call,all", `Timestamp: ${stamp(seconds)}`];
      if (channel !== "-") {
        if (!fields.has("Channel")) head.push(`Channel: ${channel}`);
        if (!fields.has("Uniqueid")) head.push(`Uniqueid: ${idOf(channel)}`);
        if (!fields.has("Linkedid")) head.push(`Linkedid: ${linked.get(channel) ?? channel}`);
      }
      const own = [...fields].map(([name, value]) => `${name}: ${value}`);
      return [...head, ...own, "", ""].join("\r\n");
    });
  return Buffer.from(`Asterisk Call Manager/11.0.0\r\n${blocks.join("")}`);
}

function stamp(seconds: string): string {
  const [whole = "0", fraction = ""] = seconds.split(".");
  return `${startSeconds + Number(whole)}.${fraction.padEnd(6, "0")}`;
}

function fieldsOf(words: readonly string[], idOf: (channel: string) => string) {
  const fields = new Map<string, string>();
  for (const [index, word] of words.entries()) {
    if (word === "->") {
      fields.set("DestChannel", words[index + 1] ?? "");
      fields.set("DestUniqueid", idOf(words[index + 1] ?? ""));
    }
    const equals = word.indexOf("=");
    if (equals < 0) continue;
    const [name, value] = [word.slice(0, equals), word.slice(equals + 1)];
    if (partySuffixes.has(name)) {
      fields.set(`${name}Channel`, value);
      fields.set(`${name}Uniqueid`, idOf(value));
    } else if (name === "State") fields.set("ChannelState", states[value] ?? value);
    else if (name === "Bridge") fields.set("BridgeUniqueid", value);
    else fields.set(name, value);
  }
  return fields;
}

export function eventsOfAmiTrace(trace: string, settings = traceSettings): TrunklineEvent[] {
  return runAmiTrace(trace, settings).events;
}

export function runAmiTrace(trace: string, settings = traceSettings) {
  const parser = new AmiParser(defaultAmiParserLimits);
  const meaning = new AmiMeaning({ settings, limits: defaultAmiMeaningLimits });
  const blocks = parser.push(bytesOfAmiTrace(trace));
  const events = [...blocks.flatMap((block) => meaning.take(block)), ...meaning.finish()];
  return { events, meaning };
}

/** The only call of a trace, folded. */
export function callOfAmiTrace(trace: string, settings = traceSettings): Call {
  return onlyCallOf(eventsOfAmiTrace(trace, settings));
}

/** A caller who talks with agent 1001 from second 2 on, called straight from the dialplan. */
export const talking = `
    0  Newchannel   PJSIP/trunk-1 State=Ring Context=from-trunk Exten=88880001
    1  Newchannel   PJSIP/1001-2  State=Down
    1  DialBegin    PJSIP/trunk-1 -> PJSIP/1001-2
    2  DialEnd      PJSIP/trunk-1 -> PJSIP/1001-2 DialStatus=ANSWER
    2  BridgeEnter  PJSIP/1001-2  Bridge=b1
    2  BridgeEnter  PJSIP/trunk-1 Bridge=b1
`;
