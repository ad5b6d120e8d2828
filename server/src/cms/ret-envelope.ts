// The envelope with `retCode` of the /apiaccess interfaces.
import { cmsFailure } from "../access/cms-failure.ts";
import type { Answer, Refuse } from "./cms-handler.ts";
import { resultCode, type Refusal } from "./refusal.ts";

export const retCode = {
  success: "0",
  noData: "1",
  time: "2",
  serialNumber: "3",
  page: "4",
  caller: "12",
} as const;

type RetCode = (typeof retCode)[keyof typeof retCode];

export function retAnswer(result: object, message: string, isTruncated = false): Answer {
  return {
    kind: "answered",
    text: JSON.stringify({ result, retCode: retCode.success, retMsg: message }),
    isTruncated,
  };
}

/** Not a refusal: the request was in order. */
export function noDataAnswer(message: string): Answer {
  return { kind: "answered", text: JSON.stringify({ retCode: retCode.noData, retMsg: message }) };
}

/** A field with a retCode of its own is refused with HTTP 200 and that code, all else by status. */
export function refuseWithRetCode(
  path: string,
  codeOfField: Readonly<Record<string, RetCode>>,
): Refuse {
  return (refusal: Refusal, now: number): ReturnType<Refuse> => {
    const { code, field, text } = refusal;
    if (code === resultCode.invalid && Object.hasOwn(codeOfField, field)) {
      return { status: 200, body: { retCode: codeOfField[field], retMsg: text } };
    }
    const status = code === resultCode.invalid ? 400 : 500;
    return { status, body: cmsFailure({ status, path, now, message: text }) };
  };
}
