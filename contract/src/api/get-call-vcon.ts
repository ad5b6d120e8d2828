// GET /v1/calls/{callId}/vcon: the conversation container of the IETF, draft-ietf-vcon-vcon-core-03.
import { Type, type Static } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { wholeCall, wholeCallExample, getCall } from "./get-call.ts";

const exact = { additionalProperties: false } as const;
const Date = Type.String({
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  description: "RFC 3339, in UTC",
});
const Uuid = Type.String({
  pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
  description: "version 8",
});
const Index = Type.Integer({ minimum: 0 });
const Seconds = Type.Number({ minimum: 0, description: "seconds" });

export const VconParty = Type.Object(
  {
    type: Type.Enum(["person", "bot", "organization"]),
    tel: Type.Optional(Type.String({ minLength: 1, description: "as the platform told it" })),
    name: Type.Optional(Type.String({ minLength: 1 })),
    validation: Type.Optional(Type.Literal("none")),
    uuid: Type.Optional(Uuid),
    org: Type.Optional(Type.String()),
    dept: Type.Optional(Type.String()),
  },
  exact,
);
export type VconParty = Static<typeof VconParty>;

export const VconDialog = Type.Union([
  Type.Object(
    {
      type: Type.Literal("recording-set", { description: "a conversation" }),
      start: Date,
      duration: Seconds,
      parties: Type.Array(Index, { description: "who began it comes first" }),
      recordings: Type.Array(Index, { maxItems: 0, description: "there are none of it here" }),
      party_history: Type.Array(
        Type.Object(
          { party: Index, time: Date, event: Type.Enum(["join", "drop", "hold", "unhold"]) },
          exact,
        ),
      ),
    },
    exact,
  ),
  Type.Object(
    {
      type: Type.Literal("incomplete", { description: "nobody came to talk" }),
      start: Date,
      duration: Seconds,
      parties: Type.Array(Index),
      disposition: Type.Enum(["no-answer", "failed", "busy", "hung-up"]),
    },
    exact,
  ),
  Type.Object(
    {
      type: Type.Literal("transfer"),
      start: Date,
      transferee: Index,
      transferor: Index,
      transfer_target: Index,
      original: Index,
      target_dialog: Index,
    },
    exact,
  ),
]);
export type VconDialog = Static<typeof VconDialog>;

const Attachment = Type.Object(
  {
    purpose: Type.Literal("call record"),
    start: Date,
    party: Index,
    dialog: Index,
    mediatype: Type.Literal("application/json"),
    filename: Type.String(),
    encoding: Type.Literal("json"),
    body: Type.Object(wholeCall, { description: "as GET /v1/calls/{callId} has it" }),
  },
  exact,
);

export const Vcon = Type.Object(
  {
    vcon: Type.Literal("0.4.0"),
    uuid: Uuid,
    created_at: Date,
    redacted: Type.Optional(
      Type.Object(
        { uuid: Uuid, type: Type.Literal("telephone numbers") },
        { ...exact, description: "where the key may not see telephone numbers" },
      ),
    ),
    parties: Type.Array(VconParty, { minItems: 2 }),
    dialog: Type.Array(VconDialog, { minItems: 1 }),
    attachments: Type.Array(Attachment, { minItems: 1, maxItems: 1 }),
  },
  exact,
);
export type Vcon = Static<typeof Vcon>;

export const getCallVcon = defineEndpoint({
  id: "getCallVcon",
  method: "GET",
  path: "/v1/calls/{callId}/vcon",
  summary: "One ended call as a vCon of draft-ietf-vcon-vcon-core-03, our record attached",
  security: "bearer",
  roles: ["read", "supervise", "admin"],
  listener: "public",
  request: getCall.request,
  reply: Vcon,
  replyType: "application/vcon+json",
  failures: failuresWith("unknownCall", "unknownTenant", "notEnded"),
  example: {
    request: { callId: "1776220200-1447", tenant: "1/170" },
    reply: {
      vcon: "0.4.0",
      uuid: "019d8f21-f740-8c5e-a1b2-0f3d5c7e9a11",
      created_at: "2026-04-15T02:31:05.120Z",
      parties: [
        { type: "person", tel: "13800000001" },
        { type: "organization", name: "Example", validation: "none", tel: "88880001" },
        {
          type: "person",
          name: "Desk 1",
          validation: "none",
          uuid: "00000000-0000-8c4f-b5d6-1a2b3c4d5e6f",
          org: "Example",
          dept: "sales",
        },
      ],
      dialog: [
        {
          type: "recording-set",
          start: "2026-04-15T02:30:19.000Z",
          duration: 45,
          parties: [0, 2],
          recordings: [],
          party_history: [
            { party: 2, time: "2026-04-15T02:30:19.000Z", event: "join" },
            { party: 2, time: "2026-04-15T02:31:04.000Z", event: "drop" },
          ],
        },
      ],
      attachments: [
        {
          purpose: "call record",
          start: "2026-04-15T02:31:05.120Z",
          party: 1,
          dialog: 0,
          mediatype: "application/json",
          filename: "1776220200-1447.json",
          encoding: "json",
          body: wholeCallExample,
        },
      ],
    },
  },
});
