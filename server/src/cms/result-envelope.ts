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
  const written = Buffer.from(JSON.stringify(payload));
  const text = Buffer.concat([fourPartHead, written, fourPartMiddle, written, fourPartTail]);
  return { kind: "answered", text };
}

/** The same, of the payload's JSON, which has characters of ASCII alone: each is one byte. */
export function fourPartAscii(payload: string): Answer {
  const { length } = payload;
  const around = fourPartHead.length + fourPartMiddle.length + fourPartTail.length;
  const text = Buffer.allocUnsafe(around + 2 * length);
  const first = fourPartHead.copy(text);
  text.write(payload, first, "latin1");
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
