import assert from "node:assert/strict";
import { test } from "node:test";
import { openApi } from "./api.ts";
import { ApiError } from "./api-error.ts";

function answering(reply: () => Response) {
  const sent: { url: string; init: RequestInit }[] = [];
  let endings = 0;
  const api = openApi({
    key: "tl_secret",
    onKeyEnded: () => {
      endings += 1;
    },
    fetch: async (url, init) => {
      sent.push({ url, init });
      return reply();
    },
  });
  return { api, sent, endings: () => endings };
}

test("fields go into the path, the query or the body, the key into a header", async () => {
  const { api, sent } = answering(() => Response.json({}));
  await api.ask("getCall", { callId: "a/b c", tenant: "1/100" });
  await api.ask("getCalls", { tenant: ["1/1", "1/2"], state: "live", total: true });
  await api.ask("resolveMissedCall", { callId: "17-1", tenant: "1/100", note: "done" });
  assert.deepEqual(
    sent.map(({ url }) => url),
    [
      "/v1/calls/a%2Fb%20c?tenant=1%2F100",
      "/v1/calls?tenant=1%2F1&tenant=1%2F2&state=live&total=true",
      "/v1/missed-calls/17-1/resolve",
    ],
  );
  assert.equal(sent[2]?.init.body, '{"tenant":"1/100","note":"done"}');
  assert.equal(new Headers(sent[0]?.init.headers).get("authorization"), "Bearer tl_secret");
});

test("a problem of the server is thrown with its code and its words", async () => {
  const problem = { code: "forbidden", detail: "The key's role is 'live', this needs 'read'" };
  const headers = { "x-request-id": "r1" };
  const { api, endings } = answering(() => Response.json(problem, { status: 403, headers }));
  await assert.rejects(api.ask("getCalls", {}), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, "forbidden");
    assert.equal(error.requestId, "r1");
    assert.match(error.message, /this needs 'read'/);
    return true;
  });
  assert.equal(endings(), 0);
});

test("a key that the server no longer knows ends the session", async () => {
  const { api, endings } = answering(() => Response.json({}, { status: 401 }));
  await assert.rejects(api.ask("getMe", {}), ApiError);
  assert.equal(endings(), 1);
});

test("a proxy's page and a network that is down are no answer", async () => {
  const { api } = answering(() => new Response("<html>", { status: 502 }));
  await assert.rejects(api.ask("getMe", {}), { code: "unreachable", status: 502 });
  const { api: signIn } = answering(() => new Response("<html>"));
  await assert.rejects(signIn.ask("getMe", {}), { code: "unreachable", status: 200 });
  const broken = answering(() => new Response(brokenOff(new TypeError("network error"))));
  await assert.rejects(broken.api.ask("getMe", {}), { code: "unreachable", status: 200 });
  const down = openApi({
    key: "",
    onKeyEnded: () => undefined,
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  });
  await assert.rejects(down.ask("getMe", {}), { code: "unreachable", status: 0 });
});

function brokenOff(reason: Error): ReadableStream {
  return new ReadableStream({ start: (stream) => stream.error(reason) });
}

test("what the page itself gave up is no failure of the server", async () => {
  const reason = new DOMException("gone", "AbortError");
  const api = openApi({
    key: "",
    onKeyEnded: () => undefined,
    fetch: () => Promise.reject(reason),
  });
  await assert.rejects(api.ask("getMe", {}), reason);
  for (const status of [200, 502]) {
    const { api: left } = answering(() => new Response(brokenOff(reason), { status }));
    await assert.rejects(left.ask("getMe", {}), reason);
  }
});
