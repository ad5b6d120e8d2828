// 5.7 Ping
import type { CmsHandler } from "./cms-handler.ts";
import { notAnObject } from "./refusal.ts";
import { isJsonObject } from "./request-reader.ts";
import { refuseWithResult } from "./result-envelope.ts";

/** Any field is welcome, so nothing is read and nothing ignored. */
export function pingHandler(): CmsHandler {
  return ({ body, bodyText, now }) => {
    const headers = {};
    if (!isJsonObject(body)) {
      const refused = refuseWithResult(notAnObject, now);
      return Promise.resolve({
        status: refused.status,
        headers,
        text: JSON.stringify(refused.body),
      });
    }
    // As it came: what was parsed has other long numbers, and another order of names that are numbers.
    const text = `{"request":${bodyText.trim()},"status":"UP"}`;
    return Promise.resolve({ status: 200, headers, text });
  };
}
