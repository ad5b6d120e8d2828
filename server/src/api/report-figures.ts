// The figures of one row of a report; each formula is said in words beside it.
import type { Report, ReportTotal, ServiceLevelFormula } from "@trunkline/contract";
import type { AgentTime, CallTotals, StatisticSubject } from "../call/call-totals.ts";
import { formulaWords, serviceCounts, shareOf, type Thresholds } from "./service-level.ts";

export type Figures = Omit<ReportTotal, "tenant" | "id" | "name">;

export type Counted = CallTotals & { readonly agentTime?: AgentTime };

/** Of the agent status table. */
const idle = 1;
const working = 6;
const occupied = [2, 3, 4, 5, working] as const;

export function figuresOf(
  by: StatisticSubject,
  totals: Counted,
  formula: ServiceLevelFormula,
  thresholds: Thresholds,
): Figures {
  const { answered, agentTime } = totals;
  const { answeredInTime, shortAbandoned, serviceLevel } = serviceCounts(
    totals,
    formula,
    thresholds,
  );
  return {
    inbound: totals.inbound,
    offered: totals.offered,
    answered,
    answeredInTime,
    abandoned: totals.abandoned,
    shortAbandoned,
    missed: totals.missed,
    overflowed: totals.overflowed,
    serviceLevel,
    asaMs: averageOf(totals.answeredWaitMs, answered),
    ahtMs: by === "agent" ? handlingMs(totals) : averageOf(totals.talkMs, answered),
    waitMs: totals.answeredWaitMs,
    talkMs: totals.talkMs,
    holdMs: totals.holdMs,
    transfers: totals.transfers,
    outbound: totals.outbound,
    outboundAnswered: totals.outboundAnswered,
    outboundTalkMs: totals.outboundTalkMs,
    longestWaitMs: totals.longestWaitMs,
    ...agentFigures(agentTime),
  };
}

export function figureWords(
  by: StatisticSubject,
  formula: ServiceLevelFormula,
  thresholds: Thresholds,
): Report["formula"] {
  return {
    id: formula,
    serviceLevel: formulaWords(formula, thresholds),
    asa: "wait of answered calls / answered",
    aht:
      by === "agent"
        ? "(conversations in and out, holds included, + after-call work where states are known) / conversations"
        : "conversations of answered calls, holds included / answered",
    occupancy:
      "time pre-occupied, occupied, answering, talking or working / that time and idle time",
  };
}

function handlingMs({ agentTime, ...totals }: Counted): number | null {
  const talkMs = totals.talkMs + totals.outboundTalkMs;
  const conversations = totals.answered + totals.outboundAnswered;
  return averageOf(talkMs + (agentTime?.[working] ?? 0), conversations);
}

function agentFigures(
  agentTime: AgentTime | undefined,
): Pick<Figures, "occupancy" | "servedMs" | "idleMs" | "afterCallMs"> {
  if (agentTime === undefined) {
    return { occupancy: null, servedMs: null, idleMs: null, afterCallMs: null };
  }
  const servedMs = occupied.reduce((sum, state) => sum + (agentTime[state] ?? 0), 0);
  const idleMs = agentTime[idle] ?? 0;
  const occupancy = shareOf(servedMs, servedMs + idleMs);
  return { occupancy, servedMs, idleMs, afterCallMs: agentTime[working] ?? 0 };
}

function averageOf(sum: number, count: number): number | null {
  return count > 0 ? Math.round(sum / count) : null;
}
