import type { Terminal } from "./terminal.ts";

const secretBytes = 24;

/** Of a key that is made up here. */
export function newSecret({ randomBytes }: Pick<Terminal, "randomBytes">): string {
  return randomBytes(secretBytes).toString("base64url");
}
