// What a handler of a CC-CMS interface is given and gives: no web framework, no database.
import type { Static, TObject } from "typebox";
import type { Endpoint } from "@trunkline/contract";
import type { Scope } from "../access/scope.ts";
import { StorageFailure } from "../query/storage-failure.ts";
import { ignoredHeader } from "./ignored-header.ts";
import { failed, type Refusal } from "./refusal.ts";
import { requestReader } from "./request-reader.ts";

export type CmsRequest = {
  /** Parsed JSON, whatever it is; undefined when it could not be parsed. */
  readonly body: unknown;
  /** The body as it came, before it was parsed. */
  readonly bodyText: string;
  readonly scope: Scope;
  readonly now: number;
  readonly signal: AbortSignal;
};

export type CmsReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON of the body: keys are in the documented order, undefined ones are left out. */
  readonly text: string | Buffer;
};

export type CmsHandler = (request: CmsRequest) => Promise<CmsReply>;

export type Answer =
  | { readonly kind: "answered"; readonly text: string | Buffer; readonly isTruncated?: boolean }
  | Refusal;

export type AnswerQuestion<Fields> = (
  fields: Fields,
  request: CmsRequest,
) => Answer | Promise<Answer>;

/** How a family of interfaces dresses a refusal. */
export type Refuse = (
  refusal: Refusal,
  now: number,
) => { readonly status: number; readonly body: object };

export type HandlerParts<Request extends TObject> = {
  readonly endpoint: Endpoint<string, Request>;
  readonly refuse: Refuse;
  readonly answer: AnswerQuestion<Static<Request>>;
};

/** Makes a handler from what its interface alone knows. */
export type MakeHandler = <Request extends TObject>(parts: HandlerParts<Request>) => CmsHandler;

export function handlerMaker({
  strict,
  reportFailure,
}: {
  /** Unknown fields are refused instead of reported. */
  readonly strict: boolean;
  readonly reportFailure: (error: unknown, endpointId: string) => void;
}): MakeHandler {
  return <Request extends TObject>({ endpoint, refuse, answer }: HandlerParts<Request>) => {
    const read = requestReader(endpoint.request, { strict });
    return async (request: CmsRequest): Promise<CmsReply> => {
      const { ignored, outcome } = read(request.body);
      let answered: Answer;
      if (outcome.kind === "refused") answered = outcome;
      else {
        request.signal.throwIfAborted();
        try {
          answered = await answer(outcome.fields, request);
        } catch (error) {
          reportFailure(error, endpoint.id);
          answered = failed(error instanceof StorageFailure ? "storage" : "bug");
        }
      }
      const headers = replyHeaders(ignored, answered);
      if (answered.kind === "answered") return { status: 200, headers, text: answered.text };
      const { status, body } = refuse(answered, request.now);
      return { status, headers, text: JSON.stringify(body) };
    };
  };
}

const noHeaders: CmsReply["headers"] = {};

function replyHeaders(ignored: readonly string[], answer: Answer): CmsReply["headers"] {
  const isTruncated = answer.kind === "answered" && answer.isTruncated === true;
  if (ignored.length === 0 && !isTruncated) return noHeaders;
  return {
    ...(ignored.length > 0 ? { "X-Trunkline-Ignored": ignoredHeader(ignored) } : {}),
    ...(isTruncated ? { "X-Trunkline-Truncated": "true" } : {}),
  };
}
