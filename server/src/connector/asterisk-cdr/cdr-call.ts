// All rows of one call -> what can be told of it. A row knows when its part began and ended and which
// application it ended in; the number dialled, the IVR and an agent's answer in a queue only at times.
import { phoneNumber } from "../asterisk-ami/call-facts.ts";
import { deviceOf } from "../asterisk-ami/pbx-state.ts";
import { agentOfInterface } from "../asterisk-ami/settings-index.ts";
import type { AgentDevice, SettingsIndex, SkillQueue } from "../asterisk-ami/settings-index.ts";
import type { Fact, FactTime, FactWriter } from "../fact-writer.ts";
import { callIdOf } from "../platform-call-id.ts";
import { busy, noAnswer, type EndReason } from "../q850.ts";
import { outboundType } from "../tracked-call.ts";
import { dialledNumber, isDialable } from "../phone-number.ts";
import type { CdrRow } from "./cdr-row.ts";

export type CdrTelling = {
  readonly index: SettingsIndex;
  readonly writer: FactWriter;
  readonly skip: (row: CdrRow, reason: string) => void;
};

type Tenant = SkillQueue["tenant"];

/** Whom the second channel of a row belongs to. */
type Party =
  | { readonly kind: "none" }
  | { readonly kind: "agent"; readonly agentId: number }
  | { readonly kind: "outside"; readonly number: string };

type Teller = {
  readonly index: SettingsIndex;
  readonly tenant: Tenant;
  readonly tell: (time: FactTime, fact: Fact, mark?: number) => void;
};

const precisionMsMax = 3_600_000;

/** How an outbound call failed, as far as a disposition tells. */
const failures: Readonly<Record<string, EndReason>> = { BUSY: busy, "NO ANSWER": noAnswer };

export function tellCdrCall(
  { index, writer, skip }: CdrTelling,
  uniqueId: string,
  rows: readonly CdrRow[],
): void {
  const [first] = rows;
  if (first === undefined) return;
  const agent = agentOfInterface(index, deviceOf(first.fields.channel ?? ""));
  const tenant = tenantOf(index, rows, agent);
  if (tenant === undefined) {
    const { dst = "", context = "" } = first.fields;
    return skip(first, `call to '${dst}' in context '${context}' of no tenant`);
  }
  const call = { callId: callIdOf(uniqueId), tenant };
  const teller: Teller = {
    index,
    tenant,
    tell: (time, fact, mark = 0) => writer.write(call, time, fact, mark > 0 ? mark : ""),
  };
  const isTask = index.tasks.channelIdPrefixes.some((prefix) => uniqueId.startsWith(prefix));
  if (agent === undefined && !isTask) tellInbound(teller, rows, first);
  else tellOutbound(teller, rows, first, { agentId: agent?.agentId ?? 0, isTask });
}

/** The number dialled first; then what Asterisk has set; then the queue and the context. */
function tenantOf(
  index: SettingsIndex,
  rows: readonly CdrRow[],
  agent: AgentDevice | undefined,
): Tenant | undefined {
  const of = (find: (row: CdrRow) => Tenant | undefined) => {
    for (const row of rows) {
      const found = find(row);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const byNumber = ({ fields }: CdrRow) =>
    index.tenantByAccessCode.get(fields.did ?? "") ??
    index.tenantByAccessCode.get(fields.dst ?? "");
  return (
    (agent === undefined ? of(byNumber) : agent.tenant) ??
    of(({ fields }) => index.tenantByAccountCode.get(fields.accountCode ?? "")) ??
    of((row) => queueOf(index, row)?.tenant) ??
    of(({ fields }) => index.tenantByContext.get(fields.context ?? ""))
  );
}

function queueOf(index: SettingsIndex, { fields }: CdrRow): SkillQueue | undefined {
  if (fields.app?.toLowerCase() !== "queue") return undefined;
  return index.queueByName.get(fields.appData?.split(",")[0] ?? "");
}

function partyOf({ index, tenant }: Teller, { fields }: CdrRow): Party {
  const { dstChannel = "", appData = "" } = fields;
  if (dstChannel === "") return { kind: "none" };
  const agent = agentOfInterface(index, deviceOf(dstChannel));
  if (agent !== undefined && agent.tenant === tenant) {
    return { kind: "agent", agentId: agent.agentId };
  }
  // A pipe inside the PBX: who is behind it stands in the row of its other half.
  if (dstChannel.startsWith("Local/")) return { kind: "none" };
  return { kind: "outside", number: dialledNumber(appData.split(",")[0] ?? "") };
}

const at = (row: CdrRow, instant: number): FactTime => ({
  at: instant,
  precisionMs: row.precisionMs,
});

/**
 * Somebody had answered before, the IVR or the queue: then the row does not say when this party did, only
 * that it was between its begin and its end.
 */
function answerOf(row: CdrRow): FactTime {
  const { startAt, answerAt, endAt, precisionMs } = row;
  if (answerAt > startAt && row.fields.app?.toLowerCase() !== "queue") return at(row, answerAt);
  const since = Math.max(startAt, answerAt);
  return { at: since, precisionMs: Math.min(endAt - since + precisionMs, precisionMsMax) };
}

function isAnswered({ fields }: CdrRow): boolean {
  return fields.disposition === "ANSWERED";
}

function tellInbound(teller: Teller, rows: readonly CdrRow[], first: CdrRow): void {
  const { index } = teller;
  const callerNo = phoneNumber(first.fields.src ?? "");
  const calleeNo = calleeOf(index, rows);
  teller.tell(at(first, first.startAt), { kind: "arrived", direction: "in", callerNo, calleeNo });
  const caller = new CallerOnTheWay(teller);
  for (const row of rows) caller.take(row, row === rows.at(-1));
  tellEnd(teller, rows, {});
}

function calleeOf(index: SettingsIndex, rows: readonly CdrRow[]): string {
  const numbers = rows.flatMap(({ fields }) => [fields.did ?? "", fields.dst ?? ""]);
  const known = numbers.find((number) => index.tenantByAccessCode.has(number));
  const byQueue = rows.map((row) => queueOf(index, row)?.accessCode ?? "");
  return phoneNumber(known ?? rows[0]?.fields.did ?? byQueue.find((code) => code !== "") ?? "");
}

/** Where the caller is, from row to row. */
class CallerOnTheWay {
  readonly #teller: Teller;
  #queue: SkillQueue | undefined;
  #agentId = 0;

  constructor(teller: Teller) {
    this.#teller = teller;
  }

  take(row: CdrRow, isLast: boolean): void {
    const { index } = this.#teller;
    const queue = queueOf(index, row);
    const party = partyOf(this.#teller, row);
    if (queue !== undefined) this.#enterQueue(row, queue);
    else if (party.kind === "none") this.#enterIvr(row);
    if (party.kind === "agent") this.#ringAgent(row, party.agentId, isLast);
    else if (party.kind === "outside") this.#passOutside(row, party.number);
  }

  #enterQueue(row: CdrRow, queue: SkillQueue): void {
    // After an attended transfer the rows still name the queue of the first agent.
    if (this.#queue === queue) return;
    const { skillId, skillName } = queue;
    const time = at(row, row.startAt);
    if (this.#agentId > 0) {
      this.#tellTransfer(time, { kind: "transferred", to: { kind: "queue", skillId } });
    } else this.#teller.tell(time, { kind: "queued", skillId, skillName }, skillId);
    this.#queue = queue;
    this.#agentId = 0;
  }

  #enterIvr(row: CdrRow): void {
    const { index, tell } = this.#teller;
    const { app = "", context = "" } = row.fields;
    const flowId = index.flowByContext.get(context);
    if (flowId === undefined && !index.ivrApplications.has(app.toLowerCase())) return;
    if (this.#agentId > 0) return;
    this.#queue = undefined;
    const flow = flowId === undefined ? {} : { flowId };
    tell(at(row, row.startAt), { kind: "ivrEntered", ...flow });
  }

  #ringAgent(row: CdrRow, agentId: number, isLast: boolean): void {
    const { tell } = this.#teller;
    const start = at(row, row.startAt);
    if (this.#agentId === agentId) return;
    if (this.#agentId > 0) {
      this.#tellTransfer(start, { kind: "transferred", to: { kind: "agent", agentId } });
    }
    tell(start, { kind: "offered", agentId }, agentId);
    if (isAnswered(row)) {
      tell(answerOf(row), { kind: "answered", agentId }, agentId);
      this.#agentId = agentId;
      return;
    }
    // Of the last ring it is not known whether the agent let it ring or the caller gave up.
    const reason = unansweredReason(row);
    if (isLast && reason.reason !== "busy") return;
    tell(at(row, row.endAt), { kind: "unanswered", agentId, ...reason }, agentId);
  }

  #passOutside(row: CdrRow, number: string): void {
    const { tell } = this.#teller;
    const to = { kind: "external", number } as const;
    this.#tellTransfer(at(row, row.startAt), { kind: "transferred", to });
    if (isAnswered(row)) tell(answerOf(row), { kind: "answered" });
    this.#agentId = 0;
    this.#queue = undefined;
  }

  #tellTransfer(time: FactTime, fact: Extract<Fact, { kind: "transferred" }>): void {
    const by = this.#agentId > 0 ? { agentId: this.#agentId } : {};
    this.#teller.tell(time, { ...fact, ...by });
  }
}

/** A queue says "NO ANSWER" of a busy phone too. */
function unansweredReason(row: CdrRow): Pick<Extract<Fact, { kind: "unanswered" }>, "reason"> {
  const { app, disposition } = row.fields;
  if (disposition === "BUSY") return { reason: "busy" };
  if (disposition === "FAILED" || disposition === "CONGESTION") return { reason: "unreachable" };
  return app?.toLowerCase() === "queue" ? {} : { reason: "noAnswer" };
}

function tellOutbound(
  teller: Teller,
  rows: readonly CdrRow[],
  first: CdrRow,
  { agentId, isTask }: { readonly agentId: number; readonly isTask: boolean },
): void {
  const { tell } = teller;
  const row = rows.find((one) => (one.fields.dstChannel ?? "") !== "") ?? first;
  const party = partyOf(teller, row);
  const { src = "", dst = "" } = row.fields;
  const dialled = party.kind === "outside" ? party.number : "";
  const calleeNo = dialled === "" && isDialable(dst) ? phoneNumber(dst) : dialled;
  const isFromAgent = agentId > 0;
  tell(at(first, first.startAt), {
    kind: "arrived",
    direction: "out",
    callType: callTypeOf(party, isFromAgent),
    callerNo: phoneNumber(src),
    calleeNo,
    ...(isFromAgent && party.kind !== "agent" ? { agentFirst: true } : {}),
  });
  if (isFromAgent && party.kind !== "agent") tellOwnPhone(teller, first, agentId, isTask);
  tellOtherSide(teller, row, party, isTask && isFromAgent);
  const isReached = isAnswered(row);
  tellEnd(teller, rows, isReached ? {} : (failures[row.fields.disposition ?? ""] ?? {}));
}

function callTypeOf(party: Party, isFromAgent: boolean): number {
  if (party.kind === "agent") return outboundType.internal;
  return isFromAgent ? outboundType.byAgent : outboundType.byIvr;
}

/** The phone of an agent that dials is off the hook; one that a task calls rings and answers. */
function tellOwnPhone(teller: Teller, first: CdrRow, agentId: number, isTask: boolean): void {
  const start = at(first, first.startAt);
  if (isTask) teller.tell(start, { kind: "offered", agentId }, agentId);
  const answered = isTask ? first.answerAt : first.startAt;
  if (answered > 0) teller.tell(at(first, answered), { kind: "answered", agentId }, agentId);
}

function tellOtherSide(teller: Teller, row: CdrRow, party: Party, isAfterAgent: boolean): void {
  const { tell } = teller;
  // The time of a task's row is that of its agent's answer.
  const answer = isAfterAgent
    ? { at: row.answerAt, precisionMs: Math.min(row.endAt - row.answerAt + 1000, precisionMsMax) }
    : at(row, row.answerAt);
  if (party.kind === "agent") {
    const { agentId } = party;
    tell(at(row, row.startAt), { kind: "offered", agentId }, agentId);
    if (isAnswered(row)) tell(answer, { kind: "answered", agentId }, agentId);
  } else if (isAnswered(row)) tell(answer, { kind: "answered" });
}

/** Who hung up a row does not say. */
function tellEnd({ tell }: Teller, rows: readonly CdrRow[], why: EndReason): void {
  const [first] = rows;
  if (first === undefined) return;
  const endAt = rows.reduce((latest, row) => Math.max(latest, row.endAt), 0);
  tell(at(first, endAt), { kind: "ended", ...why });
}
