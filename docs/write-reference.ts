// npm run docs: writes the generated pages of docs/reference anew.
import { mkdir, writeFile } from "node:fs/promises";
import { optionsPage } from "../server/src/config/options-page.ts";

const pages = { "options.md": optionsPage() };

const folder = new URL("reference/", import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) await writeFile(new URL(name, folder), text);
