// The OpenAPI 3.1 document, made from the endpoint entries and nothing else.
import { Type, type TSchema } from "typebox";
import { pathFields, type Endpoint, type EndpointFailure, type Security } from "./endpoint.ts";

type MediaType = { readonly schema: TSchema | { anyOf: readonly TSchema[] }; example?: unknown };
type Content = Readonly<Record<string, MediaType>>;
type Response = { readonly description: string; readonly content: Content };

type Parameter = {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: TSchema;
};

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly "x-trunkline-roles"?: readonly string[];
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
    ...(endpoint.roles === undefined ? {} : { "x-trunkline-roles": endpoint.roles }),
    ...requestOf(endpoint),
    responses: responses(endpoint),
    "x-trunkline-listener": endpoint.listener,
  };
}

function requestOf(endpoint: Endpoint): Pick<Operation, "parameters" | "requestBody"> {
  const inPath = pathFields(endpoint.path);
  const hasQuery = endpoint.method === "GET" || endpoint.method === "DELETE";
  if (!hasQuery && inPath.length === 0) {
    return { requestBody: requestBody(endpoint, endpoint.request, endpoint.example.request) };
  }
  // With a query or path fields the request is an object schema; TSchema alone does not say so.
  const { properties = {}, required = [] } = endpoint.request as ObjectKeywords;
  const parameters = Object.entries(properties)
    .filter(([name]) => hasQuery || inPath.includes(name))
    .map(([name, schema]): Parameter => {
      const isInPath = inPath.includes(name);
      const place = isInPath ? "path" : "query";
      return { name, in: place, required: isInPath || required.includes(name), schema };
    });
  if (hasQuery) return { parameters };
  const body = Type.Omit(Type.Object(properties), inPath);
  const needed = required.filter((name) => !inPath.includes(name));
  const schema = { ...body, required: needed };
  const example = Object.entries(endpoint.example.request as Readonly<Record<string, unknown>>);
  const inBody = example.filter(([name]) => !inPath.includes(name));
  return { parameters, requestBody: requestBody(endpoint, schema, Object.fromEntries(inBody)) };
}

type ObjectKeywords = {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
};

function requestBody(
  { requestTypes = ["application/json"] }: Pick<Endpoint, "requestTypes">,
  schema: TSchema,
  example: unknown,
): { readonly required: true; readonly content: Content } {
  const types = requestTypes.map((type): [string, MediaType] => [type, { schema, example }]);
  return { required: true, content: Object.fromEntries(types) };
}

type Answered = Pick<EndpointFailure, "description" | "schema" | "mediaType">;

function responses(endpoint: Endpoint): Readonly<Record<string, Response>> {
  const { reply, replyType, otherReplyTypes = [], failures } = endpoint;
  const success = {
    status: 200,
    description: "success",
    schema: reply,
    ...(replyType === undefined ? {} : { mediaType: replyType }),
  };
  const others = otherReplyTypes.map((mediaType) => ({ ...success, mediaType }));
  const byStatus = Map.groupBy([success, ...others, ...failures], (answer) => answer.status);
  const described = [...byStatus].map(([status, answers]): [string, Response] => {
    const example = status === 200 ? { example: endpoint.example.reply } : {};
    const byType = Map.groupBy<string, Answered>(answers, mediaTypeOf);
    const content = [...byType].map(([type, told]): [string, MediaType] => [
      type,
      { schema: anyOf(told), ...(type === mediaTypeOf(success) ? example : {}) },
    ]);
    const description = [...new Set(answers.map((told) => told.description))].join("; or ");
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
