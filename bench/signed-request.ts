// Signed requests of the CC-CMS interfaces, as their clients send them.
import { signC2 } from "../server/src/access/c2-signature.ts";
import type { BenchRequest } from "./drive.ts";
import { benchKey } from "./server-process.ts";

export type Question = { readonly path: string; readonly body: object };

/** Signatures age: to be made just before they are used. */
export function signedRequest(port: number, question: Question): BenchRequest {
  const { path } = question;
  const body = JSON.stringify(question.body);
  const host = `127.0.0.1:${port}`;
  const { authorization } = signC2({
    request: { method: "POST", path, query: "", headers: { host }, body: Buffer.from(body) },
    ...benchKey,
    timestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    signedHeaders: "host",
  });
  const headers = { host, "content-type": "application/json; charset=UTF-8", authorization };
  return { path, method: "POST", headers, body };
}

export function signedRequests(port: number, questions: readonly Question[]): BenchRequest[] {
  return questions.map((question) => signedRequest(port, question));
}
