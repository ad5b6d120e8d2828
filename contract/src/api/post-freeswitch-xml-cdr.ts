// POST /v1/sources/freeswitch/xml_cdr
import { Type } from "typebox";
import { defineEndpoint } from "../endpoint.ts";
import { failuresWith } from "./api-failure.ts";
import { CdrReply } from "./post-freeswitch-json-cdr.ts";

export const postFreeswitchXmlCdr = defineEndpoint({
  id: "postFreeswitchXmlCdr",
  method: "POST",
  path: "/v1/sources/freeswitch/xml_cdr",
  summary:
    "Takes a call detail record as FreeSWITCH's mod_xml_cdr posts it, and does with it what json_cdr does: with ?source=NAME, and the key as a password, in the same way",
  security: "bearer",
  roles: ["ingest", "admin"],
  listener: "public",
  request: Type.String({ description: "the record, of a form behind `cdr=`" }),
  requestTypes: [
    "text/xml",
    "application/xml",
    "application/x-www-form-urlencoded",
    "application/x-www-form-base64-encoded",
    "application/x-www-form-plaintext",
  ],
  reply: CdrReply,
  failures: [
    { status: 400, description: "every event was refused", schema: CdrReply },
    ...failuresWith("malformed", "notFound"),
  ],
  example: {
    request:
      "<cdr><variables><uuid>1e0541a2-1152-4071-9043-64704b4d6ea7</uuid><direction>inbound</direction><start_uepoch>1795236962227129</start_uepoch><end_uepoch>1795236970767365</end_uepoch></variables></cdr>",
    reply: { accepted: 1, duplicates: 0, refused: [], skipped: [] },
  },
});
