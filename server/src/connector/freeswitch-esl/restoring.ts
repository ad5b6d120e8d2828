// A call that was open when we stopped, and still is: followed on from what is known of it.
import type { ReadonlyCall } from "../../call/call.ts";
import { isHeldLeg, isOpen } from "../../call/leg.ts";
import type { PbxState, TrackedCall } from "./pbx-state.ts";

/** Its channels come after it; an agent's part finds its own by the agent. */
export function restoreCall(pbx: PbxState, restored: TrackedCall, call: ReadonlyCall): void {
  const { direction, callerNo, calleeNo } = call;
  restored.tenant = pbx.index.tenants.find(
    ({ ccId, vdn }) => ccId === call.ccId && vdn === call.vdn,
  );
  // It has been told: what comes now goes on from there.
  restored.facts = { direction, callerNo, calleeNo };
  restored.held = undefined;
  restored.callerNo = callerNo;
  restored.calleeNo = calleeNo;
  restored.customerHasAnswered = call.outsideAnswered;
  // Whoever an IVR lets a phone ring for comes back to it.
  if (call.offeredFrom?.kind === "ivr") enterIvr(restored, call.offeredFrom.flowId);
  for (const leg of call.legs.filter(isOpen)) {
    const { device } = leg;
    const isAnswered = leg.callBegin > 0;
    switch (device.kind) {
      case "ivr":
        enterIvr(restored, device.flowId);
        break;
      case "queue":
        restored.place = "queue";
        break;
      case "agent": {
        if (isAnswered) restored.place = "agent";
        const { agentId } = device;
        const isHolding = isHeldLeg(leg);
        const part = { agentId, channel: undefined, isTalking: isAnswered, isHolding };
        restored.agents.set(agentId, part);
        break;
      }
      case "external":
        restored.place = "outside";
        restored.outsideHasAnswered = isAnswered;
    }
  }
}

function enterIvr(restored: TrackedCall, flowId: number): void {
  restored.place = "ivr";
  restored.flowId = flowId === 0 ? undefined : flowId;
}
