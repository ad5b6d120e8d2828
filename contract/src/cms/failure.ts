// The answers of the CC-CMS family other than success.
import { Type } from "typebox";
import type { EndpointFailure } from "../endpoint.ts";
import { resultCodes } from "../code-table.ts";

/** The body of every answer with an HTTP status of 400 or above. */
export const HttpFailure = Type.Object({
  timestamp: Type.Integer({ description: "epoch milliseconds" }),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  error: Type.String({ description: "reason phrase of the status" }),
  message: Type.String(),
  path: Type.String(),
});

const failureCodes = Object.keys(resultCodes)
  .filter((code) => code !== "0100000")
  .join(", ");

/** Sent with HTTP 200: `resultDesc`, an object or array on success, is a text here. */
export const ResultFailure = Type.Object({
  resultCode: Type.String({ description: `one of ${failureCodes}` }),
  resultDesc: Type.String({ description: "names the field, its value and what is allowed" }),
});

function httpFailure(status: number, description: string): EndpointFailure {
  return { status, description, schema: HttpFailure };
}

const common = [
  httpFailure(404, "no such path"),
  httpFailure(405, "not POST"),
  httpFailure(413, "body larger than the limit"),
  httpFailure(415, "body is not JSON"),
  httpFailure(429, "more requests than the limit; see Retry-After"),
];

const resultFailure: EndpointFailure = {
  status: 200,
  description: "refused or failed",
  schema: ResultFailure,
};

/** Of an interface that answers failures with `resultCode` or a shape of its own. */
export function c2Failures(business: EndpointFailure = resultFailure): readonly EndpointFailure[] {
  return [
    business,
    httpFailure(401, "no signature, or one that does not match"),
    httpFailure(403, "address locked after many wrong signatures"),
    ...common,
  ];
}

export function c1Failures(business: EndpointFailure): readonly EndpointFailure[] {
  return [
    business,
    httpFailure(400, "malformed"),
    httpFailure(401, "no token, or one that is wrong or over"),
    ...common,
    httpFailure(500, "our failure"),
  ];
}

/** Of the internal listener, which asks for no signature. */
export const internalFailures: readonly EndpointFailure[] = [resultFailure, ...common];

/** Of the token endpoint. */
export const tokenFailures: readonly EndpointFailure[] = [
  httpFailure(400, "malformed"),
  httpFailure(401, "wrong key or secret"),
  ...common,
];
