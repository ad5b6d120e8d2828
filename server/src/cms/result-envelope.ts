// The envelopes with `resultCode`.
import type { Answer, Refuse } from "./cms-handler.ts";
import { resultCode } from "./refusal.ts";

export function resultAnswer(payload: object): Answer {
  return { kind: "answered", text: `${resultHead}${JSON.stringify(payload)}}` };
}

/** What comes before the payload of a success; "}" follows it. */
export const resultHead = `{"resultCode":"${resultCode.success}","resultDesc":`;

/** The same payload twice, for clients of two generations; it is written once. */
export function fourPartAnswer(payload: object): Answer {
  return fourPartText(JSON.stringify(payload), "utf8");
}

/** The same, of the payload's JSON; as "latin1", which is faster, if all its characters are ASCII. */
export function fourPartText(payload: string, encoding: "utf8" | "latin1"): Answer {
  const length = Buffer.byteLength(payload, encoding);
  const around = fourPartHead.length + fourPartMiddle.length + fourPartTail.length;
  const text = Buffer.allocUnsafe(around + 2 * length);
  const first = fourPartHead.copy(text);
  text.write(payload, first, encoding);
  const second = first + length + fourPartMiddle.copy(text, first + length);
  text.copyWithin(second, first, first + length);
  fourPartTail.copy(text, second + length);
  return { kind: "answered", text };
}

const fourPartHead = Buffer.from(
  `{"result":"0","resultCode":"${resultCode.success}","resultDatas":`,
);
const fourPartMiddle = Buffer.from(`,"resultDesc":`);
const fourPartTail = Buffer.from("}");

/** A refusal is a success of HTTP: its `resultDesc` is a text. */
export const refuseWithResult: Refuse = ({ code, text }) => ({
  status: 200,
  body: { resultCode: code, resultDesc: text },
});
