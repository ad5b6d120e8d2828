// The dashboard as `npm run build` left it: read once at start, each file in every encoding it has.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { etagOf, type StaticFile } from "./static-file.ts";

/** By path of the URL; "/" is the page itself. */
export type DashboardFiles = ReadonlyMap<string, StaticFile>;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html;charset=UTF-8",
  ".js": "text/javascript;charset=UTF-8",
  ".css": "text/css;charset=UTF-8",
  ".svg": "image/svg+xml",
};

/** undefined when the dashboard has not been built. */
export function readDashboard(folder: string): DashboardFiles | undefined {
  if (!existsSync(join(folder, "index.html"))) return undefined;
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = contentTypes[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).split(sep).join("/")}`;
    const plain = readFileSync(path);
    files.set(name === "/index.html" ? "/" : name, {
      contentType,
      etag: etagOf(plain),
      isImmutable: name.startsWith("/assets/"),
      plain,
      gzip: existsSync(`${path}.gz`) ? readFileSync(`${path}.gz`) : undefined,
      brotli: existsSync(`${path}.br`) ? readFileSync(`${path}.br`) : undefined,
    });
  }
  return files;
}
