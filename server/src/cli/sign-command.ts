// trunkline sign: makes the Authorization header of a signed request, and shows each step.
import { InvalidArgumentError, type Command } from "commander";
import { signC2, sortedNames, type QueryLine, type SignedRequest } from "../access/c2-signature.ts";
import { choiceArgument } from "./argument.ts";
import { addOptionFlags, dataOptionNames } from "./option-flags.ts";
import { secretOfAccessKey } from "./open-data.ts";
import { readInput } from "../lib/read-input.ts";
import type { Terminal } from "./terminal.ts";

type SignFlags = {
  readonly ak: string;
  readonly sk?: string;
  readonly url: URL;
  readonly method: string;
  readonly body?: string;
  readonly bodyFile?: string;
  readonly header: Readonly<Record<string, string>>;
  readonly signedHeaders: string;
  readonly timestamp?: string;
  readonly queryLine: QueryLine;
  readonly quiet?: true;
};

const queryLines: readonly QueryLine[] = ["absent", "empty"];

export function addSignCommand(program: Command, terminal: Terminal): void {
  const sign = program
    .command("sign")
    .description("makes the Authorization header of a signed request; the steps go to stderr")
    .requiredOption("--ak <ak>", "the access key")
    .option("--sk <sk>", "its secret; without it the registry of --data is asked")
    .requiredOption("--url <url>", "the whole URL of the request", urlArgument)
    .option("--method <method>", "HTTP method", "POST")
    .option("--body <text>", "the body, exactly as it will be sent")
    .option("--body-file <file>", "the body from a file")
    .option("--header <name: value>", "a header that is signed too", headerArgument, {})
    .option(
      "--signed-headers <names>",
      "lower case, joined by ';', with host; they are signed sorted, each once",
      "host",
    )
    .option("--timestamp <time>", "such as 2026-11-21T08:00:00Z; now when absent")
    .option(
      "--query-line <form>",
      "without a query, its line is absent or empty: both are accepted",
      choiceArgument(queryLines),
      "absent",
    )
    .option("--quiet", "no steps");
  addOptionFlags(sign, dataOptionNames).action((flags: SignFlags) => {
    if (flags.body !== undefined && flags.bodyFile !== undefined) {
      sign.error("error: give --body or --body-file, not both");
    }
    const request = requestOf(flags);
    const signedHeaders = sortedNames(flags.signedHeaders);
    const missing = signedHeaders.split(";").find((name) => request.headers[name] === undefined);
    if (missing !== undefined) {
      sign.error(`error: --signed-headers names '${missing}'; give it with --header`);
    }
    const steps = signC2({
      request,
      ak: flags.ak,
      sk: flags.sk ?? secretOfAccessKey(sign, terminal, flags.ak),
      timestamp: flags.timestamp ?? secondsText(terminal.now()),
      signedHeaders,
      queryLine: flags.queryLine,
    });
    if (flags.quiet === undefined) {
      const { prefix, signingKey, canonical, signature } = steps;
      const shown = { prefix, signingKey, canonical, signature };
      for (const [name, text] of Object.entries(shown)) {
        terminal.err(`${name}:\n  ${text.replaceAll("\n", "\n  ")}`);
      }
      terminal.err("Authorization:");
    }
    terminal.out(steps.authorization);
  });
}

function requestOf({ url, method, body, bodyFile, header }: SignFlags): SignedRequest {
  const bytes = bodyFile === undefined ? Buffer.from(body ?? "") : readInput(bodyFile);
  return {
    method: method.toUpperCase(),
    path: url.pathname,
    query: url.search.replace(/^\?/, ""),
    headers: {
      host: url.host,
      "content-type": "application/json;charset=UTF-8",
      "content-length": String(bytes.length),
      ...header,
    },
    body: bytes,
  };
}

/** 2026-11-21T08:00:00Z */
function secondsText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
}

function urlArgument(text: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new InvalidArgumentError("It must be a whole URL, such as http://127.0.0.1:28080/path.");
}

function headerArgument(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, name = "", value = ""] = /^([^\s:]+):(.*)$/.exec(text) ?? [];
  // As it is received: a character for each byte of its UTF-8.
  const received = Buffer.from(value).toString("latin1");
  if (name !== "") return { ...before, [name.toLowerCase()]: received };
  throw new InvalidArgumentError("It must be of the form 'Name: value'.");
}
