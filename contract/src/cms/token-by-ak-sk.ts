// 3 The token endpoint of C1 authentication
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { exactly } from "./envelope.ts";
import { tokenFailures } from "./failure.ts";

export const TokenReply = exactly({
  AccessToken: Type.String(),
  ApplyType: Type.Literal("Bearer"),
  CreateTime: Type.String({ description: "epoch seconds, as text" }),
  Expires: Type.String({ description: "seconds, as text; at most 3600" }),
  Scope: Type.String({ pattern: "^[0-9a-f]{32}$" }),
  AppKey: Type.String(),
  UserID: Type.Literal("Anonymous"),
});

export const tokenByAkSk = defineEndpoint({
  id: "tokenByAkSk",
  method: "POST",
  path: "/apigovernance/api/oauth/tokenByAkSk",
  summary: "Gives a token for the /apiaccess interfaces; X-Token-Expire asks for its seconds",
  security: "none",
  listener: "public",
  request: Type.Object({
    app_key: Type.String({ minLength: 1, maxLength: 200 }),
    app_secret: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  reply: TokenReply,
  failures: tokenFailures,
  example: {
    request: { app_key: "testapp", app_secret: "testsecret" },
    reply: {
      AccessToken: "eyJrIjoidGVzdGFwcCJ9.c2lnbmF0dXJl",
      ApplyType: "Bearer",
      CreateTime: "1776220200",
      Expires: "600",
      Scope: "0123456789abcdef0123456789abcdef",
      AppKey: "testapp",
      UserID: "Anonymous",
    },
  },
});
