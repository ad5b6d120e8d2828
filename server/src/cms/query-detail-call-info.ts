// 4.3 Details of a running call
import type { Static } from "typebox";
import { mediaTypes, queryDetailCallInfo, type CallDetail } from "@trunkline/contract";
import type { Tenants } from "../access/scope.ts";
import type { Questions, RunningCall } from "../query/questions.ts";
import type { Answer, CmsHandler, CmsRequest, MakeHandler } from "./cms-handler.ts";
import { wireDevice, wireDeviceNumber } from "./device-of-wire.ts";
import { notInProgress, type Refusal } from "./refusal.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { tenantOfRequest } from "./tenant-of-request.ts";
import { wholeSeconds } from "./whole-seconds.ts";

export type RunningCallParts = {
  readonly makeHandler: MakeHandler;
  readonly tenants: Tenants;
  readonly runningCall: Questions["runningCall"];
};

export function queryDetailCallInfoHandler(parts: RunningCallParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryDetailCallInfo,
    refuse: refuseWithResult,
    answer: (fields, request) => answerDetailCallInfo(parts, fields, request),
  });
}

type Fields = Static<typeof queryDetailCallInfo.request>;

export function answerDetailCallInfo(
  parts: Omit<RunningCallParts, "makeHandler">,
  fields: Fields,
  request: CmsRequest,
): Answer {
  const running = findRunningCall(parts, fields, request);
  return running.kind === "refused" ? running : fourPartAnswer(callDetail(running.found));
}

/** Also of `queryBasicCallInfo`. */
export function findRunningCall(
  { tenants, runningCall }: Omit<RunningCallParts, "makeHandler">,
  fields: Fields,
  { scope, now }: CmsRequest,
): { readonly kind: "found"; readonly found: RunningCall } | Refusal {
  const admitted = tenantOfRequest(tenants, scope, fields);
  if (admitted.kind === "refused") return admitted;
  const { callId } = fields;
  const found = runningCall({ tenant: admitted.tenant, callId, now });
  return found === undefined ? notInProgress(callId) : { kind: "found", found };
}

/** Also of `queryBasicCallInfo`. */
export function callDetail(running: RunningCall): Static<typeof CallDetail> {
  const { call, cmsCallId, device } = running;
  return {
    cb: 0,
    time: wholeSeconds(call.arrivedAt),
    dsn: dsnOf(cmsCallId),
    handle: 0,
    server: 0,
    keyId: String(call.keyId),
    callingNum: call.callerNo,
    calledNum: call.calleeNo,
    mid: 0,
    trunkNo: call.trunkNo,
    priority: call.priority,
    deviceType: wireDevice(device).deviceType,
    deviceNo: wireDeviceNumber(device),
    callData: call.callData,
    callDataLen: call.callData.length,
    callSkill: running.skillText,
    partyNum: running.devicesVisited,
    callFeature: call.callFeature,
    orgiCalledNum: call.originalCalleeNo,
    mediaType: mediaTypes[String(call.mediaType)] ?? String(call.mediaType),
    submediaType: call.subMediaType,
    place: 0,
    waitTime: wholeSeconds(running.waitMs),
    totalTalkingTimes: wholeSeconds(running.talkMs),
    logonTimes: wholeSeconds(running.signedInMs),
  };
}

/** The number after the dash; 0 for an ID of another form. */
function dsnOf(callId: string): number {
  const dash = callId.lastIndexOf("-");
  const dsn = dash < 0 ? Number.NaN : Number(callId.slice(dash + 1));
  return Number.isSafeInteger(dsn) ? dsn : 0;
}
