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

/** The same payload twice, for clients of two generations; it is written once. */
export function fourPartAnswer(payload: object): Answer {
  const head = { result: "0", resultCode: resultCode.success };
  return {
    kind: "answered",
    body: { ...head, resultDatas: payload, resultDesc: payload },
    text: () => {
      const written = JSON.stringify(payload);
      return `${JSON.stringify(head).slice(0, -1)},"resultDatas":${written},"resultDesc":${written}}`;
    },
  };
}

/** A refusal is a success of HTTP: its `resultDesc` is a text. */
export const refuseWithResult: Refuse = ({ code, text }) => ({
  status: 200,
  body: { resultCode: code, resultDesc: text },
});
