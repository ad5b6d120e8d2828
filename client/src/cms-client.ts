// The CC-CMS interfaces, typed from the contract; talks to Trunkline and to a CC-CMS alike.
import type { cmsQueryEndpoints } from "@trunkline/contract";
import type { Static } from "typebox";
import { signC2, type C2Key } from "./c2-signature.ts";
import { TrunklineError } from "./trunkline-error.ts";

type Entry = (typeof cmsQueryEndpoints)[number];
type EntryOf<Id extends Entry["id"]> = Extract<Entry, { id: Id }>;
export type CmsRequest<Id extends Entry["id"]> = Static<EntryOf<Id>["request"]>;
export type CmsReply<Id extends Entry["id"]> = Static<EntryOf<Id>["reply"]>;

const paths = {
  queryCalls: "/rest/cmsapp/v2/openapi/vdn/querycalls",
  queryMissedCalls: "/rest/cmsapp/v1/callin/queryMissedCalls",
  queryDetailCallInfo: "/rest/cmsapp/v1/openapi/calldata/querydetailcallinfo",
  queryAccessCodeCallInfo: "/rest/cmsapp/v1/openapi/vdn/queryaccesscodecallinfo",
} as const;

const taskRecordsPath = "/apiaccess/CC-Management/v1/mobileAgent/queryCallDetailRecord";
const tokenPath = "/apigovernance/api/oauth/tokenByAkSk";

export type CmsClientOptions = {
  /** Such as `http://127.0.0.1:28080`. */
  readonly url: string;
  /** For the interfaces that take a C2 signature. */
  readonly key?: C2Key;
  /** For the interface of outbound tasks, which takes a C1 token. */
  readonly app?: { readonly appKey: string; readonly appSecret: string };
  readonly signal?: AbortSignal;
};

/**
 * Client of the CC-CMS query interfaces. Times are epoch milliseconds unless a field says otherwise; a
 * refusal is thrown as TrunklineError with the service's code.
 * @example const page = await new CmsClient({ url, key }).calls({ ccId: 1, vdn: 100, beginDate, endDate, isCallIn: "true" });
 */
export class CmsClient {
  readonly #options: CmsClientOptions;
  #token: { readonly text: string; readonly expiresAt: number } | undefined;

  constructor(options: CmsClientOptions) {
    this.#options = options;
  }

  /** Calls that have ended, a page of at most 100, and the count of all. */
  calls(request: CmsRequest<"queryCalls">): Promise<CmsReply<"queryCalls">> {
    return this.#signed(paths.queryCalls, request);
  }

  /** Missed calls, newest first, and the total. */
  missedCalls(request: CmsRequest<"queryMissedCalls">): Promise<CmsReply<"queryMissedCalls">> {
    return this.#signed(paths.queryMissedCalls, request);
  }

  /** A call in progress; `time` is epoch seconds. */
  runningCall(
    request: CmsRequest<"queryDetailCallInfo">,
  ): Promise<CmsReply<"queryDetailCallInfo">> {
    return this.#signed(paths.queryDetailCallInfo, request);
  }

  /** Calls in progress per access code; waits are seconds. */
  accessCodeCalls(
    request: CmsRequest<"queryAccessCodeCallInfo">,
  ): Promise<CmsReply<"queryAccessCodeCallInfo">> {
    return this.#signed(paths.queryAccessCodeCallInfo, request);
  }

  /** Records of outbound tasks, newest first. */
  async taskRecords(
    request: CmsRequest<"queryCallDetailRecord">,
  ): Promise<CmsReply<"queryCallDetailRecord">> {
    const body = JSON.stringify(request);
    const authorization = `Bearer ${await this.#accessToken()}`;
    return this.#post(taskRecordsPath, body, { authorization });
  }

  async #signed<Reply>(path: string, request: object): Promise<Reply> {
    const { key, url } = this.#options;
    if (key === undefined) throw new Error("Cannot sign the request: the client has no key");
    const body = JSON.stringify(request);
    const authorization = await signC2(key, { path, host: new URL(url).host, body }, new Date());
    return this.#post(path, body, { authorization });
  }

  async #accessToken(): Promise<string> {
    const { app } = this.#options;
    if (app === undefined) throw new Error("Cannot get a token: the client has no app");
    if (this.#token !== undefined && this.#token.expiresAt > Date.now()) return this.#token.text;
    const body = JSON.stringify({ app_key: app.appKey, app_secret: app.appSecret });
    const reply = await this.#post<{ AccessToken: string; Expires: string }>(tokenPath, body, {});
    // A minute early, so that a token never ends on its way.
    const expiresAt = Date.now() + (Number(reply.Expires) - 60) * 1000;
    this.#token = { text: reply.AccessToken, expiresAt };
    return reply.AccessToken;
  }

  async #post<Reply>(path: string, body: string, headers: Record<string, string>): Promise<Reply> {
    const reply = await fetch(new URL(path, this.#options.url), {
      method: "POST",
      headers: { "content-type": "application/json; charset=UTF-8", ...headers },
      body,
      signal: this.#options.signal ?? null,
    });
    // Data enters here; the contract says what a service of this family answers.
    const answer = (await reply.json()) as Reply & Failure;
    const code = answer.resultCode ?? answer.returnCode ?? answer.retCode ?? "0";
    if (reply.ok && successCodes.includes(code)) return answer;
    const said = answer.resultDesc ?? answer.returnDesc ?? answer.retMsg ?? answer.message;
    const message = typeof said === "string" ? said : "The service gave no reason";
    throw new TrunklineError(reply.ok ? code : String(reply.status), message);
  }
}

/** "1" is "no data found" of the task interface: an answer, not a failure. */
const successCodes: readonly string[] = ["0100000", "0", "1"];

type Failure = {
  readonly resultCode?: string;
  readonly resultDesc?: unknown;
  readonly returnCode?: string;
  readonly returnDesc?: string;
  readonly retCode?: string;
  readonly retMsg?: string;
  readonly message?: string;
};
