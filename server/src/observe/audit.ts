// Who asked what: one log line a question, numbers masked.
import type { Logger } from "pino";
import { maskFields } from "./mask.ts";

export type AuditObserver = (entry: {
  readonly key: string;
  readonly address: string;
  readonly question: string;
  readonly body: unknown;
  readonly requestId: string;
}) => void;

export function openAudit(logger: Logger, isOn: boolean): AuditObserver {
  if (!isOn) return () => {};
  return ({ key, address, question, body, requestId }) => {
    logger.info({ requestId, key, address, question, asked: maskFields(body) }, "asked");
  };
}
