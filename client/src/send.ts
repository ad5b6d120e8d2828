// One request: an answer, or a TrunklineError.
import { TrunklineError } from "./trunkline-error.ts";

export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** What every call takes besides its request. */
export type CallOptions = { readonly signal?: AbortSignal | undefined };

/** Rejects with the signal's reason when it is aborted, else with a TrunklineError. */
export async function send(fetch: Send, url: string, init: RequestInit): Promise<Response> {
  return answered(fetch(url, init), init.signal);
}

/** The same of a body that is read: it may break off. */
export async function answered<Value>(
  value: Promise<Value>,
  signal: AbortSignal | null | undefined,
): Promise<Value> {
  try {
    return await value;
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(wordsOf(cause), cause);
  }
}

/** Node's fetch says that it failed, and why in the cause alone; of several addresses each has its own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError) return wordsOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error ? `${message}: ${wordsOf(cause)}` : message;
}

export function unreachable(message: string, cause?: unknown): TrunklineError {
  return new TrunklineError({ code: "unreachable", status: 0, message, cause });
}

/** The JSON of an answer, undefined where it is something else: a proxy's page, say. */
export async function jsonOf(
  reply: Response,
  signal: AbortSignal | null | undefined,
): Promise<unknown> {
  const text = await answered(reply.text(), signal);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function baseOf(url: string): string {
  return url.replace(/\/+$/, "");
}
