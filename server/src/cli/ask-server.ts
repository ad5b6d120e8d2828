// One request to a running server, and why there is no answer.
import type { Command } from "commander";
import { UsageError } from "../config/usage-error.ts";
import { mediaTypeOf } from "../lib/media-type.ts";
import { CommandFailure } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

const tokenVariable = "TRUNKLINE_TOKEN";

export function addTokenFlag(command: Command, role: string): Command {
  return command.option(
    "--token <key>",
    `bearer key of role ${role} (environment: ${tokenVariable})`,
  );
}

export function tokenOfFlags(
  command: Command,
  { environment }: Pick<Terminal, "environment">,
): string {
  const { token }: { readonly token?: string } = command.opts();
  const key = token ?? environment[tokenVariable];
  if (key !== undefined) return key;
  command.error(`error: --url needs --token KEY, or ${tokenVariable} in the environment`);
}

/** Of a path at the server; `doing` says what cannot be done otherwise. */
export function serverAddress(path: string, url: string, doing = "ask"): URL {
  if (URL.canParse(path, url)) return new URL(path, url);
  throw new UsageError(`Cannot ${doing} '${url}': it is no URL, such as http://127.0.0.1:28080`);
}

/** There is no answer: it may come later. */
export class Unreachable extends CommandFailure {}

export async function askServer(address: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new Unreachable(`Cannot reach '${address.href}': ${reasonOf(cause)}`, { cause });
  }
}

/** What lies behind the few words that fetch() has for everything. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** Whether the answer is what was asked for: a proxy may answer 200 with a page to sign in. */
export function isAnswer({ status, headers }: Response, type: string): boolean {
  return status === 200 && mediaTypeOf(headers.get("content-type")) === type;
}

/** Status and reason of an answer that is none. */
export async function refusalOf(reply: Response): Promise<string> {
  if (reply.ok) {
    await reply.body?.cancel();
    const type = mediaTypeOf(reply.headers.get("content-type")) || "no type";
    return `${reply.status} with ${type}, which a Trunkline server does not answer to this`;
  }
  const text = await reply.text();
  try {
    // A problem document; what else may answer there, nobody knows.
    const { detail } = JSON.parse(text) as { readonly detail?: string };
    return `${reply.status} ${detail ?? reply.statusText}`;
  } catch {
    return `${reply.status} ${reply.statusText}`;
  }
}
