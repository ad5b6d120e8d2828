// npm run build -w client: writes client/dist, ready for `npm pack ./client/dist`.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { writePackage } from "./write-package.ts";

const folder = fileURLToPath(new URL("dist/", import.meta.url));
await rm(folder, { recursive: true, force: true });
const { bytes, gzipBytes } = await writePackage(folder);
console.log(`SDK built: ${bytes} bytes, ${gzipBytes} gzip`);
