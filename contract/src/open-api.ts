// The OpenAPI 3.1 document, made from the endpoint entries and nothing else.
import type { TSchema } from "typebox";
import type { Endpoint, EndpointFailure, Security } from "./endpoint.ts";

type MediaType = { readonly schema: TSchema | { anyOf: readonly TSchema[] }; example?: unknown };
type Content = Readonly<Record<string, MediaType>>;
type Response = { readonly description: string; readonly content: Content };

type Parameter = {
  readonly name: string;
  readonly in: "query";
  readonly required: boolean;
  readonly schema: TSchema;
};

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Response>>;
  readonly "x-trunkline-listener": string;
};

export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, unknown>> };
};

const description = `Call data of contact centres: calls in progress, call records, outbound tasks.

Interfaces under /rest/cmsapp and /apiaccess read their requests leniently: a number may be sent as a
text of digits, a text of digits as a number, "true" and "false" as booleans; null and "" mean the
same as an absent field; the body may be wrapped in {"queryParam": {...}}. Names of unknown fields
come back in the header X-Trunkline-Ignored. X-Trunkline-Truncated: true says that a request without
a limit matched more rows than the page holds.`;

const securitySchemes: Readonly<Record<Exclude<Security, "none">, unknown>> = {
  c2: {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "auth-v2/{AK}/{timestamp}/{signedHeaders}/{signature}",
  },
  c1: { type: "http", scheme: "bearer", description: "token of tokenByAkSk" },
  bearer: { type: "http", scheme: "bearer", description: "key of our own API" },
};

export function openApiDocument(
  endpoints: readonly Endpoint[],
  { version }: { readonly version: string },
): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints) {
    const item = (paths[endpoint.path] ??= {});
    const method = endpoint.method.toLowerCase();
    if (item[method] !== undefined) {
      throw new Error(`Cannot describe '${endpoint.id}': ${method} ${endpoint.path} is described`);
    }
    item[method] = operation(endpoint);
  }
  return {
    openapi: "3.1.0",
    info: { title: "Trunkline", version, description },
    paths,
    components: { securitySchemes },
  };
}

function operation(endpoint: Endpoint): Operation {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    security: endpoint.security === "none" ? [] : [{ [endpoint.security]: [] }],
    ...(endpoint.method === "GET"
      ? { parameters: queryParameters(endpoint.request) }
      : { requestBody: { required: true as const, content: requestContent(endpoint) } }),
    responses: responses(endpoint),
    "x-trunkline-listener": endpoint.listener,
  };
}

function requestContent(endpoint: Endpoint): Content {
  const mediaType = { schema: endpoint.request, example: endpoint.example.request };
  const types = endpoint.requestTypes ?? ["application/json"];
  return Object.fromEntries(types.map((type) => [type, mediaType]));
}

function queryParameters(request: TSchema): readonly Parameter[] {
  // A GET's request is an object schema; TSchema alone does not say so.
  const { properties = {}, required = [] } = request as {
    properties?: Readonly<Record<string, TSchema>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

type Answered = Pick<EndpointFailure, "description" | "schema" | "mediaType">;

function responses(endpoint: Endpoint): Readonly<Record<string, Response>> {
  const { reply, replyType, failures } = endpoint;
  const success = {
    status: 200,
    description: "success",
    schema: reply,
    ...(replyType === undefined ? {} : { mediaType: replyType }),
  };
  const byStatus = Map.groupBy([success, ...failures], (answer) => answer.status);
  const described = [...byStatus].map(([status, answers]): [string, Response] => {
    const example = status === 200 ? { example: endpoint.example.reply } : {};
    const byType = Map.groupBy<string, Answered>(answers, mediaTypeOf);
    const content = [...byType].map(([type, told]): [string, MediaType] => [
      type,
      { schema: anyOf(told), ...(type === mediaTypeOf(success) ? example : {}) },
    ]);
    const description = answers.map((answer) => answer.description).join("; or ");
    return [String(status), { description, content: Object.fromEntries(content) }];
  });
  return Object.fromEntries(described);
}

function mediaTypeOf({ mediaType = "application/json" }: Answered): string {
  return mediaType;
}

function anyOf(answers: readonly Answered[]): MediaType["schema"] {
  const schemas = answers.map((answer) => answer.schema);
  const [only] = schemas;
  return schemas.length === 1 && only !== undefined ? only : { anyOf: schemas };
}
