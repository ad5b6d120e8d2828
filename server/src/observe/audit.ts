// Who asked what: one log line a question, numbers masked.
import type { Logger } from "pino";
import { maskFields } from "./mask.ts";

export type AuditObserver = (entry: {
  readonly key: string;
  readonly question: string;
  readonly body: unknown;
  readonly requestId: string;
}) => void;

export function openAudit(logger: Logger, isOn: boolean): AuditObserver {
  if (!isOn) return () => {};
  return ({ key, question, body, requestId }) => {
    logger.info({ key, question, asked: maskFields(body), requestId }, "asked");
  };
}
