// The byte stream of the manager interface without the people in it: blocks, IDs and times stay.
import { isUtf8 } from "node:buffer";
import type { Disguise, Field, FieldKind } from "../disguise.ts";
import type { StreamFilter } from "../stream-filter.ts";
import { AmiParser, type AmiParserLimits } from "./ami-parser.ts";

/** Of the PBX itself: read by programs, and nobody's. */
const machineHeader =
  /^(?:event|privilege|response|actionid|systemname|application|appname|variable|dialstatus|queue|lastcall|lastpause|eventname|amaflags|local(?:address)?|remoteaddress|sessionid)$|(?:uniqueid|linkedid|context|state|statedesc|time|timestamp|tv|priority|language|ssrc|ntp)$/;
const nameHeader = /(?:calleridname|connectedlinename)$/;
const numberHeader =
  /(?:calleridnum|connectedlinenum|calleridani|calleridrdnis|calleriddnid|exten|extension)$|^(?:source|destination)$/;
const secretVariable = /secret|passw|passphrase|token|(?:^|_)pin$/i;
const nameVariable = /(?:callerid|connectedline)\((?:name|all)\)/i;

export function openAmiAnonymiser(options: {
  readonly disguise: Disguise;
  readonly limits: AmiParserLimits;
}): StreamFilter {
  const { disguise, limits } = options;
  let rewritten: Buffer[] = [];
  const parser = new AmiParser(limits, (_block, bytes) => {
    rewritten.push(rewriteBlock(bytes, disguise));
  });
  return {
    take: (chunk) => {
      parser.push(chunk);
      const kept = Buffer.concat(rewritten);
      rewritten = [];
      return kept;
    },
    left: () => ({ "blocks that are too long": parser.oversizeBlocks }),
  };
}

/** Names may be of any encoding: what is not UTF-8 is read byte by byte. */
function rewriteBlock(bytes: Buffer, disguise: Disguise): Buffer {
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  const lines = bytes.toString(encoding).split("\r\n").map(readLine);
  const variable = lines.find(({ head }) => head === "Variable: ")?.value ?? "";
  const made = disguise.of(
    lines.map(({ head, value }): Field => ({ kind: kindOf(head, variable), value })),
  );
  const text = lines.map(({ head }, index) => head + (made[index] ?? "")).join("\r\n");
  return Buffer.from(`${text}\r\n\r\n`, encoding);
}

/** A line without a colon is all value: the greeting, or noise. */
function readLine(line: string): { readonly head: string; readonly value: string } {
  const colon = line.indexOf(":");
  const end = colon < 0 ? 0 : colon + (line[colon + 1] === " " ? 2 : 1);
  return { head: line.slice(0, end), value: line.slice(end) };
}

function kindOf(head: string, variable: string): FieldKind {
  const name = head.replace(/: ?$/, "").toLowerCase();
  if (name === "value" && variable !== "") {
    if (secretVariable.test(variable)) return "secret";
    return nameVariable.test(variable) ? "name" : "text";
  }
  if (machineHeader.test(name)) return "machine";
  if (nameHeader.test(name)) return "name";
  if (numberHeader.test(name)) return "number";
  return secretVariable.test(name) ? "secret" : "text";
}
