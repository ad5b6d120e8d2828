import { readFileSync } from "node:fs";

const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");

// The manifest is part of the program; npm insists on its version.
export const version = (JSON.parse(manifest) as { readonly version: string }).version;
