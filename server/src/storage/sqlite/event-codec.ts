// The events of a record as bytes: JSON, deflated with a dictionary of what such JSON always says.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { CallEvent } from "@trunkline/contract";

/** Part of the format: a change needs a migration. Later text is reached with fewer bits. */
const dictionary = Buffer.from(
  '"priority":"trunkNo":"keyId":"callFeature":"originalCalleeNo":"callData":"","subMediaType":-1,' +
    '"leaveReason":"releaseCause":"extension":true,"reason":"noAnswer"},"reason":"rejected"},"reason":"busy"},' +
    '"agentFirst":true,"direction":"out","source":"http","sequence":"id":"' +
    '"kind":"transferred","to":{"kind":"external","number":"},"to":{"kind":"agent","agentId":},' +
    '"to":{"kind":"ivr","flowId":},"to":{"kind":"queue","skillId":},"agentId":},' +
    '{"kind":"unanswered","at":,{"kind":"resumed","at":,{"kind":"held","at":' +
    '[{"kind":"arrived","at":17,"ccId":1,"vdn":1,"callId":"17,"direction":"in","callerNo":"138","calleeNo":"8888","innoId":' +
    '},{"kind":"ivrEntered","at":17,"ccId":1,"vdn":1,"callId":"17","flowId":' +
    '},{"kind":"queued","at":17,"ccId":1,"vdn":1,"callId":"17","skillId":,"skillName":"' +
    '},{"kind":"offered","at":17,"ccId":1,"vdn":1,"callId":"17","agentId":1' +
    '},{"kind":"answered","at":17,"ccId":1,"vdn":1,"callId":"17","agentId":1' +
    '},{"kind":"ended","at":17,"ccId":1,"vdn":1,"callId":"17","by":"system"}]"by":"agent"}]"by":"customer"}]',
);

export function packEvents(events: readonly CallEvent[]): Buffer {
  return deflateRawSync(JSON.stringify(events), { dictionary, level: 6 });
}

export function unpackEvents(bytes: Uint8Array): readonly CallEvent[] {
  // Written by packEvents.
  return JSON.parse(inflateRawSync(bytes, { dictionary }).toString()) as CallEvent[];
}
