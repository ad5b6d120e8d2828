// 5.7 Ping
import type { CmsHandler } from "./cms-handler.ts";
import { notAnObject } from "./refusal.ts";
import { isJsonObject } from "./request-reader.ts";
import { refuseWithResult } from "./result-envelope.ts";

/** Any field is welcome, so nothing is read and nothing ignored. */
export function pingHandler(): CmsHandler {
  return ({ body, now }) => {
    const answer = isJsonObject(body)
      ? { status: 200, body: { request: body, status: "UP" } }
      : refuseWithResult(notAnObject, now);
    return Promise.resolve({
      status: answer.status,
      headers: {},
      text: JSON.stringify(answer.body),
    });
  };
}
