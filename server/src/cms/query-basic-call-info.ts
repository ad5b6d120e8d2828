// 5.3 Basic information about a running call
import type { Static } from "typebox";
import { queryBasicCallInfo, type CallBasics } from "@trunkline/contract";
import type { RunningCall } from "../query/questions.ts";
import type { Answer, CmsHandler } from "./cms-handler.ts";
import { wireDevice, wireDeviceNumber } from "./device-of-wire.ts";
import { dsnOf, findRunningCall, type RunningCallParts } from "./query-detail-call-info.ts";
import { fourPartAnswer, refuseWithResult } from "./result-envelope.ts";
import { wholeSeconds } from "./whole-seconds.ts";

const unusedCallInCause = 65535;

export function queryBasicCallInfoHandler(parts: RunningCallParts): CmsHandler {
  return parts.makeHandler({
    endpoint: queryBasicCallInfo,
    refuse: refuseWithResult,
    answer: (fields, request): Answer => {
      const running = findRunningCall(parts, fields, request);
      return running.kind === "refused" ? running : fourPartAnswer(callBasics(running.found));
    },
  });
}

function callBasics(running: RunningCall): Static<typeof CallBasics> {
  const { call, cmsCallId, device } = running;
  return {
    time: call.arrivedAt,
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
    callSkill: running.skillText,
    partyNum: running.devicesVisited,
    callFeature: call.callFeature,
    orgiCalledNum: call.originalCalleeNo,
    mediaType: call.mediaType,
    submediaType: call.subMediaType,
    place: 0,
    waitTime: wholeSeconds(running.waitMs),
    totalTalkingTimes: wholeSeconds(running.talkMs),
    logonTimes: wholeSeconds(running.signedInMs),
    serviceType: 0,
    callInCause: unusedCallInCause,
    enterReason: running.enterReason,
    mediaBillType: "",
  };
}
