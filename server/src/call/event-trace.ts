// A trace in an engineer's words -> events; for tests. One event a line: seconds, kind, own fields.
import type { CallEvent } from "@trunkline/contract";
import type { Call } from "./call.ts";
import { foldCall } from "./fold.ts";

/** The instant of second 0 of every trace; epoch ms. */
export const traceStart = 1_795_235_373_000;

/**
 * `  1.5 queued skillId=1`: numbers stay numbers, `to=agent:1002` is a transfer's target. The call is
 * 1795235373-1 of tenant 1/170.
 */
export function eventsOfTrace(trace: string): CallEvent[] {
  return trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [seconds = "0", kind = "", ...fields] = line.split(/\s+/);
      return {
        kind,
        at: traceStart + Math.round(Number(seconds) * 1000),
        ccId: 1,
        vdn: 170,
        callId: "1795235373-1",
        ...(kind === "arrived" ? { direction: "in", callerNo: "13800000001" } : {}),
        ...(kind === "arrived" ? { calleeNo: "88880001", innoId: 11 } : {}),
        ...Object.fromEntries(fields.map(fieldOf)),
        // The tests write the fields of each kind by hand.
      } as unknown as CallEvent;
    });
}

export function callOfTrace(trace: string): Call {
  return foldCall(eventsOfTrace(trace));
}

function fieldOf(text: string): [string, unknown] {
  const [name = "", value = ""] = text.split("=");
  if (name === "to") return [name, targetOf(value)];
  if (value === "true") return [name, true];
  return [name, /^\d+$/.test(value) && !name.endsWith("No") ? Number(value) : value];
}

function targetOf(text: string): unknown {
  const [kind, id = ""] = text.split(":");
  if (kind === "queue") return { kind, skillId: Number(id) };
  if (kind === "agent") return { kind, agentId: Number(id) };
  if (kind === "ivr") return { kind, flowId: Number(id) };
  return { kind, number: id };
}

/** The legs as lines: device, then wait / ring / talk / end in seconds of the trace, `-` = never. */
export function legLines(call: Call): string[] {
  const time = (at: number) => (at === 0 ? "-" : String((at - traceStart) / 1000));
  return call.legs.map((leg) => {
    const { device } = leg;
    const id =
      device.kind === "ivr"
        ? device.flowId
        : device.kind === "queue"
          ? device.skillId
          : device.kind === "agent"
            ? device.agentId
            : device.number;
    const times = [leg.waitBegin, leg.ackBegin, leg.callBegin, leg.callEnd].map(time).join(" ");
    return `${device.kind} ${id}: ${times} reason ${leg.leaveReason}`;
  });
}
