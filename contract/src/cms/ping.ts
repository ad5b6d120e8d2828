// 5.7 Ping: clients test their signature with it
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { exactly } from "./envelope.ts";
import { c2Failures } from "./failure.ts";

const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const ping = defineEndpoint({
  id: "ping",
  method: "POST",
  path: "/rest/cmsapp/v1/ping",
  summary: "Gives the body back: shows that a signature is right",
  security: "c2",
  listener: "public",
  request: AnyObject,
  reply: exactly({ request: AnyObject, status: Type.Literal("UP") }),
  failures: c2Failures(),
  example: {
    request: { hello: "world" },
    reply: { request: { hello: "world" }, status: "UP" },
  },
});
