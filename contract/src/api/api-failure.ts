// The failures of every endpoint of our own API.
import type { EndpointFailure } from "../endpoint.ts";
import { Problem, problems, type ProblemCode } from "../problem.ts";

const codes: readonly ProblemCode[] = [
  "unauthenticated",
  "forbidden",
  "tooLarge",
  "unsupportedMediaType",
  "tooManyRequests",
  "internal",
];

export const apiFailures: readonly EndpointFailure[] = codes.map((code) => ({
  status: problems[code].status,
  description: problems[code].title,
  schema: Problem,
  mediaType: "application/problem+json",
}));
