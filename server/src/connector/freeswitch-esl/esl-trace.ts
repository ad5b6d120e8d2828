// A trace in an engineer's words -> bytes of the event socket -> events; for tests.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../../call/call.ts";
import { traceStart } from "../../call/event-trace.ts";
import { onlyCallOf } from "../call-story.ts";
import type { EslEvent } from "./esl-event.ts";
import { EslMeaning, defaultEslMeaningLimits } from "./esl-meaning.ts";
import { EslParser, defaultEslParserLimits } from "./esl-parser.ts";
import { parseEslSettings } from "./esl-settings.ts";
import type { EslSettings } from "./esl-settings.ts";

export const traceSettings: EslSettings = parseEslSettings({
  source: "fs1",
  tenants: [
    {
      ccId: 1,
      vdn: 170,
      accessCodes: ["88880001"],
      accountCodes: ["170"],
      domains: ["170.example.com"],
      agents: [
        { agentId: 1001, names: ["1001@170"], devices: ["sofia/int/1001"] },
        { agentId: 1002, names: ["1002@170"], devices: ["sofia/int/1002", "loopback/1002"] },
        { agentId: 1005, devices: ["sofia/int/1005", "1005@170.example.com"] },
      ],
      queues: [
        { name: "sales@170", skillId: 1 },
        { name: "support@170", skillId: 2 },
      ],
      flows: [
        { flowId: 1, destinations: ["88880001"] },
        { flowId: 2, contexts: ["survey"] },
        { flowId: 3, menus: ["main"] },
      ],
    },
    { ccId: 1, vdn: 171, queues: [{ name: "desk@171", skillId: 1 }], accountCodes: ["171"] },
  ],
  tasks: { variables: ["task_id"], calledVariable: "called" },
});

const callcenterActions = /^(member-queue-|members-count|agent-|bridge-agent-)/;

/** Headers that a trace writes short. */
const names: Readonly<Record<string, string>> = {
  to: "Caller-Destination-Number",
  from: "Caller-Caller-ID-Number",
  context: "Caller-Context",
  source: "Caller-Transfer-Source",
  name: "Channel-Name",
  created: "Caller-Channel-Created-Time",
  hungup: "Caller-Channel-Hangup-Time",
  by: "variable_sip_hangup_disposition",
  cause: "Hangup-Cause",
  app: "Application",
  data: "Application-Data",
  A: "Bridge-A-Unique-ID",
  B: "Bridge-B-Unique-ID",
  queue: "CC-Queue",
  agent: "CC-Agent",
  member: "CC-Member-UUID",
  session: "CC-Member-Session-UUID",
  agentUuid: "CC-Agent-UUID",
  end: "CC-Cause",
  reason: "CC-Cancel-Reason",
  failed: "CC-Hangup-Cause",
  status: "CC-Agent-Status",
  state: "CC-Agent-State",
};

/** Written into every event of a channel, as FreeSWITCH does. */
const keptNames: ReadonlySet<string> = new Set([
  "Call-Direction",
  "Channel-Name",
  "Caller-Destination-Number",
  "Caller-Caller-ID-Number",
  "Caller-Context",
  "Caller-Transfer-Source",
  "Caller-Channel-Created-Time",
]);

/**
 * `  1.5 CHANNEL_ANSWER a by=recv_bye v:accountcode=170`: seconds, event, Unique-ID ("-" = none), headers,
 * short or as they are. `in` and `out` are the direction, `for=a` the leg that this one is called for,
 * `v:` a variable, a `~` in a value is a space. Events are numbered as they come.
 */
export function bytesOfEslTrace(trace: string): Buffer {
  const channels = new Map<string, Map<string, string>>();
  const lines = trace.split("\n").filter((line) => line.trim() !== "");
  return Buffer.concat(lines.map((line, index) => eventBytes(line, index + 1, channels)));
}

function eventBytes(
  line: string,
  sequence: number,
  channels: Map<string, Map<string, string>>,
): Buffer {
  const [seconds = "0", event = "", channel = "-", ...words] = line.trim().split(/\s+/);
  const isCallcenter = callcenterActions.test(event);
  const headers = new Map([
    ["Event-Name", isCallcenter ? "CUSTOM" : event],
    ["Core-UUID", "core-1"],
    ["Event-Date-Timestamp", String(microsOfTrace(Number(seconds)))],
    ["Event-Sequence", String(sequence)],
  ]);
  if (isCallcenter) headers.set("Event-Subclass", "callcenter::info").set("CC-Action", event);
  if (channel !== "-") headers.set("Unique-ID", channel);
  if (event.startsWith("CHANNEL_HANGUP")) headers.set("Answer-State", "hangup");
  const kept = channels.get(channel) ?? new Map<string, string>();
  if (channel !== "-") channels.set(channel, kept);
  const own = new Map(words.flatMap(headersOf));
  for (const [name, value] of own) if (keptNames.has(name)) kept.set(name, value);
  const body = own.get("body") ?? "";
  own.delete("body");
  return plainEvent(new Map([...headers, ...kept, ...own]), body);
}

export function microsOfTrace(seconds: number): number {
  return traceStart * 1000 + Math.round(seconds * 1e6);
}

function headersOf(word: string): [string, string][] {
  if (word === "in" || word === "out") return [["Call-Direction", `${word}bound`]];
  const equals = word.indexOf("=");
  const [name, value] = [word.slice(0, equals), word.slice(equals + 1).replaceAll("~", " ")];
  if (name === "for") {
    return [
      ["Other-Type", "originator"],
      ["Other-Leg-Unique-ID", value],
    ];
  }
  return [[name.startsWith("v:") ? `variable_${name.slice(2)}` : (names[name] ?? name), value]];
}

export function plainEvent(headers: ReadonlyMap<string, string>, body = ""): Buffer {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const own = [...headers].map(([name, value]) => `${name}: ${encodeURIComponent(value)}`);
  const text = `${[...own, ...length].join("\n")}\n\n${body}`;
  const head = `Content-Length: ${Buffer.byteLength(text)}\nContent-Type: text/event-plain\n\n`;
  return Buffer.from(head + text);
}

export function eslEventsOf(trace: string): EslEvent[] {
  const messages = new EslParser(defaultEslParserLimits).push(bytesOfEslTrace(trace));
  return [...messages].flatMap((message) => (message.kind === "event" ? [message.event] : []));
}

export function runEslTrace(trace: string, settings = traceSettings, takesUpCalls = false) {
  const meaning = new EslMeaning({ settings, limits: defaultEslMeaningLimits, takesUpCalls });
  const events: TrunklineEvent[] = [];
  for (const event of eslEventsOf(trace)) events.push(...meaning.take(event));
  events.push(...meaning.finish());
  return { events, meaning };
}

export function eventsOfEslTrace(trace: string, settings = traceSettings): TrunklineEvent[] {
  return runEslTrace(trace, settings).events;
}

/** The only call of a trace, folded. */
export function callOfEslTrace(trace: string, settings = traceSettings): Call {
  return onlyCallOf(eventsOfEslTrace(trace, settings));
}

/** A caller who talks with agent 1001 from second 2 on, out of the queue "sales". */
export const talking = `
    0    CHANNEL_CREATE      a   in  context=public to=88880001 from=13800000001
    1    member-queue-start  a   queue=sales@170 member=m1 session=a context=queues to=q_1
    1    agent-offering      -   queue=sales@170 member=m1 session=a agent=1001@170
    1    CHANNEL_CREATE      b   out name=sofia/int/1001@10.0.0.1:5060 context=default to=1001 v:cc_side=agent v:cc_agent=1001@170 v:cc_member_session_uuid=a
    2    CHANNEL_ANSWER      b
    2    bridge-agent-start  b   queue=sales@170 member=m1 session=a agent=1001@170 agentUuid=b
    2    CHANNEL_BRIDGE      a   A=a B=b source=1:u:uuid_br:b
`;

/** Its legs; of that with the agent the end and the reason are given. */
export const talkingLegs = (end: string) => [
  "queue 1: 1 - - 2 reason 0",
  `agent 1001: 1 1 2 ${end}`,
];
