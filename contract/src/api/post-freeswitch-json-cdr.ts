// POST /v1/sources/freeswitch/json_cdr
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { EventsReply } from "./post-events.ts";

const open = { additionalProperties: true } as const;

export const CdrReply = Type.Object({
  ...EventsReply.properties,
  skipped: Type.Array(Type.String(), {
    description: "why the record, or a part of it, gave no event",
  }),
});

export const postFreeswitchJsonCdr = defineEndpoint({
  id: "postFreeswitchJsonCdr",
  method: "POST",
  path: "/v1/sources/freeswitch/json_cdr",
  summary:
    "Takes a call detail record as FreeSWITCH's mod_json_cdr posts it: it ends a call whose end was missed. With ?source=NAME when several sources are configured; the key may come as the password of HTTP basic authentication",
  security: "bearer",
  roles: ["ingest", "admin"],
  listener: "public",
  request: Type.Object(
    {
      variables: Type.Object({}, open),
      callflow: Type.Array(Type.Object({}, open)),
    },
    open,
  ),
  requestTypes: [
    "application/json",
    "application/x-www-form-urlencoded",
    "application/x-www-form-base64-encoded",
  ],
  reply: CdrReply,
  failures: [
    { status: 400, description: "every event was refused", schema: CdrReply },
    ...failuresWith("malformed", "notFound"),
  ],
  example: {
    request: {
      variables: {
        uuid: "1e0541a2-1152-4071-9043-64704b4d6ea7",
        direction: "inbound",
        start_uepoch: "1795236962227129",
        end_uepoch: "1795236970767365",
      },
      callflow: [],
    },
    reply: { accepted: 1, duplicates: 0, refused: [], skipped: [] },
  },
});
