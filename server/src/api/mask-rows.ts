// Telephone numbers in rows, for roles that may not see them whole.
import { maskNumber } from "../observe/mask.ts";

type WithNumbers = { readonly callerNo: string; readonly calleeNo: string };

export function maskNumbers<Row extends WithNumbers>(row: Row): Row {
  return { ...row, callerNo: maskNumber(row.callerNo), calleeNo: maskNumber(row.calleeNo) };
}

export function maskAgent<Row extends { readonly currentCall: WithNumbers | null }>(row: Row): Row {
  return row.currentCall === null ? row : { ...row, currentCall: maskNumbers(row.currentCall) };
}

/** Of free text: whatever is long enough to be a number. */
export function maskDigits(text: string): string {
  return text.replaceAll(/\+?\d{6,}/g, maskNumber);
}
