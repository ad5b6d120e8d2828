// What an event says, in the viewer's language. English is the server's; Chinese is made from kind and fields.
import type { Language } from "../../i18n/word-table.ts";
import type { TimelineEntry } from "./ribbon.ts";

type Fields = TimelineEntry["fields"];

const parties: Readonly<Record<string, string>> = { agent: "坐席", customer: "客户" };
const endings: Readonly<Record<string, string>> = {
  agent: "坐席",
  customer: "客户",
  system: "系统",
};
const failures: Readonly<Record<string, string>> = {
  noAnswer: "未应答",
  rejected: "拒接",
  busy: "占线",
  unreachable: "不可达",
};

const sentences: Readonly<Record<string, (fields: Fields) => string>> = {
  arrived: (f) =>
    `${f["direction"] === "out" ? "外呼" : "来电"}：${text(f["callerNo"]) || "号码未显示"} → ${text(f["calleeNo"])}`,
  ivrEntered: (f) => `进入 IVR ${text(f["flowId"])}`,
  queued: (f) => `进入队列 ${text(f["skillName"]) || text(f["skillId"])}`,
  offered: (f) => `${agentOrOther(f)}振铃`,
  unanswered: (f) => `${agentOrOther(f)}${failures[text(f["reason"])] ?? "未应答"}`,
  answered: (f) => `${agentOrOther(f)}应答`,
  held: (f) => `${agentIn(f)}保持通话`,
  resumed: (f) => `${agentIn(f)}恢复通话`,
  transferred: (f) => `转接至 ${target(f["to"])}`,
  ended: (f) => {
    const by = endings[text(f["by"])];
    return by === undefined ? "通话结束" : `通话结束（${by}挂机）`;
  },
  taskCreated: () => "任务创建",
  taskAlerting: (f) => `${parties[text(f["party"])] ?? ""}振铃`,
  taskTalking: (f) => `${parties[text(f["party"])] ?? ""}接通`,
  taskReleased: (f) => `${parties[text(f["party"])] ?? ""}挂机`,
  taskEnded: (f) => `任务结束（原因 ${text(f["reasonCode"])}）`,
};

export function eventText({ kind, words, fields }: TimelineEntry, language: Language): string {
  if (language === "en") return words;
  return sentences[kind]?.(fields).replaceAll("  ", " ").trim() ?? words;
}

/** "" where the event names none. */
function agentIn({ agentId }: Fields): string {
  return agentId === undefined ? "" : `坐席 ${text(agentId)} `;
}

/** An event of no agent is one of the other party. */
function agentOrOther(fields: Fields): string {
  return agentIn(fields) || "对方";
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function target(to: unknown): string {
  if (typeof to !== "object" || to === null) return "";
  const { kind, skillId, agentId, flowId, number } = to as Fields;
  const names: Readonly<Record<string, string>> = {
    queue: `队列 ${text(skillId)}`,
    agent: `坐席 ${text(agentId)}`,
    ivr: `IVR ${text(flowId)}`,
    external: `外线 ${text(number)}`,
  };
  return names[text(kind)] ?? "";
}
