// POST /v1/sources/freeswitch/json_cdr and xml_cdr: FreeSWITCH's modules post the record of each channel here.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Endpoint, TrunklineEvent } from "@trunkline/contract";
import type { AdmittedBearer } from "../access/bearer-key.ts";
import { mayUse } from "../access/scope.ts";
import { ApiProblem } from "../api/api-problem.ts";
import type { Ingest } from "../ingest/ingest.ts";
import type { TenantKey } from "../lib/tenant-key.ts";
import { originOf } from "./events-route.ts";

/** A configured FreeSWITCH, and what a body of it tells; undefined when there is no record in it. */
export type RecordSource = {
  readonly source: string;
  /** Whose calls it may tell. */
  readonly tenants: readonly TenantKey[];
  readonly read: (
    body: string,
  ) =>
    | { readonly events: readonly TrunklineEvent[]; readonly skipped: readonly string[] }
    | undefined;
};

export type RecordsParts = {
  readonly endpoint: Pick<Endpoint, "path" | "requestTypes">;
  /** Of the records: JSON, XML. */
  readonly form: string;
  readonly sources: readonly RecordSource[];
  /** Kinds of sources that take such records. */
  readonly kinds: readonly string[];
  readonly ingest: Pick<Ingest, "accept" | "isOverloaded">;
  readonly retryAfterSeconds: number;
  readonly authenticate: (request: FastifyRequest) => AdmittedBearer;
};

export function freeswitchRecordsRoute(app: FastifyInstance, parts: RecordsParts): void {
  const { path, requestTypes = [] } = parts.endpoint;
  app.removeAllContentTypeParsers();
  for (const type of requestTypes) {
    app.addContentTypeParser(type, { parseAs: "string" }, (_request, body, done) =>
      done(null, body),
    );
  }
  app.post(path, async (request, reply) => takeRecord(request, reply, parts));
}

async function takeRecord(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: RecordsParts,
): Promise<FastifyReply> {
  const { ingest, form, retryAfterSeconds, authenticate } = parts;
  takeBasicPassword(request.headers);
  const key = authenticate(request);
  const source = sourceOf(request, key, parts);
  const told = typeof request.body === "string" ? source.read(request.body) : undefined;
  if (told === undefined) throw new ApiProblem("malformed", `The body is no record in ${form}`);
  if (ingest.isOverloaded()) {
    reply.header("retry-after", String(retryAfterSeconds));
    throw new ApiProblem("tooManyRequests", "More events wait for a commit than may wait");
  }
  const candidates = told.events.map((value, index) => ({ line: index + 1, value }));
  const answer = await ingest.accept(candidates, originOf(key));
  const isAllRefused = answer.refused.length > 0 && answer.accepted + answer.duplicates === 0;
  // FreeSWITCH tries again, and keeps the record, after anything but 2xx.
  return reply.code(isAllRefused ? 400 : 200).send({ ...answer, skipped: told.skipped });
}

/** The modules know only "user:password": the bearer key is the password. */
function takeBasicPassword(headers: FastifyRequest["headers"]): void {
  const basic = /^basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? "")?.[1];
  if (basic === undefined) return;
  const credentials = Buffer.from(basic, "base64").toString("utf8");
  headers.authorization = `Bearer ${credentials.slice(credentials.indexOf(":") + 1)}`;
}

/** Of those that have a tenant of the key's: it is told of no others. */
function sourceOf(
  request: FastifyRequest,
  { scope }: AdmittedBearer,
  { sources, kinds }: RecordsParts,
): RecordSource {
  const own = sources.filter(({ tenants }) => tenants.some((tenant) => mayUse(scope, tenant)));
  // The framework parses the query into texts, or lists of texts when a name comes twice.
  const asked = (request.query as Readonly<Record<string, unknown>>)["source"];
  // The module appends "?uuid=..." to whatever address it is given, even behind another query.
  const name = typeof asked === "string" ? asked.replace(/\?uuid=.*$/s, "") : "";
  const found = name === "" ? own : own.filter(({ source }) => source === name);
  const [first] = found;
  const known = own.map(({ source }) => `'${source}'`).join(", ");
  if (first === undefined) {
    const detail =
      known === ""
        ? `The configuration has no source of kind ${kinds.join(" or ")} with a tenant of this key`
        : `There is no source '${name}'; the configuration has ${known}`;
    throw new ApiProblem("notFound", detail);
  }
  if (found.length > 1) {
    throw new ApiProblem("malformed", `Say with ?source= which FreeSWITCH it is: ${known}`);
  }
  return first;
}
