// The failures of every endpoint of our own API.
import type { EndpointFailure } from "../endpoint.ts";
import { Problem, problems, type ProblemCode } from "../problem.ts";

const codes: readonly ProblemCode[] = [
  "invalidField",
  "unauthenticated",
  "forbidden",
  "tooLarge",
  "unsupportedMediaType",
  "tooManyRequests",
  "internal",
  "unavailable",
];

export const apiFailures: readonly EndpointFailure[] = codes.map(failureOf);

/** Those, and what can go wrong with this endpoint alone. */
export function failuresWith(...own: readonly ProblemCode[]): readonly EndpointFailure[] {
  return [...apiFailures, ...own.map(failureOf)];
}

function failureOf(code: ProblemCode): EndpointFailure {
  const { status, title } = problems[code];
  return { status, description: title, schema: Problem, mediaType: "application/problem+json" };
}
