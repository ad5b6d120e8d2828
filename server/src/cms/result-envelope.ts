// The envelopes with `resultCode`.
import type { Answer, Refuse } from "./cms-handler.ts";
import { resultCode } from "./refusal.ts";

export function resultAnswer(payload: object, isTruncated = false): Answer {
  return {
    kind: "answered",
    body: { resultCode: resultCode.success, resultDesc: payload },
    isTruncated,
  };
}

/** The same payload twice, for clients of two generations. */
export function fourPartAnswer(payload: object): Answer {
  return {
    kind: "answered",
    body: {
      result: "0",
      resultCode: resultCode.success,
      resultDatas: payload,
      resultDesc: payload,
    },
  };
}

/** A refusal is a success of HTTP: its `resultDesc` is a text. */
export const refuseWithResult: Refuse = ({ code, text }) => ({
  status: 200,
  body: { resultCode: code, resultDesc: text },
});
