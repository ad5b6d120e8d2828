// The documentation as a site: each page rendered when it is first asked for, then kept in every encoding.
import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { docsHtml, type DocsFrame } from "./docs-frame.ts";
import { renderMarkdown, type RenderedMarkdown } from "./docs-markdown.ts";
import { docsHref, docsPathOf, navigationOf, type DocsSource } from "./docs-source.ts";
import { etagOf, type StaticFile } from "./static-file.ts";

export type DocsSite = {
  /** Every page, by the path that it is served at. */
  readonly pages: ReadonlyMap<string, () => RenderedMarkdown>;
  /** undefined = there is nothing at that path. */
  readonly find: (path: string) => Promise<StaticFile | undefined>;
  /** What is said where nothing is. */
  readonly missing: (path: string) => StaticFile;
};

/** The words of a section that search looks through. */
const sectionWordsMax = 500;

const styles = [
  new URL("../../../dashboard/src/style/tokens.css", import.meta.url),
  new URL("./docs-page.css", import.meta.url),
  new URL("./docs-text.css", import.meta.url),
];
const script = new URL("./docs-page.js", import.meta.url);

/** undefined where the server runs without its documentation. */
export function openDocs(
  source: DocsSource | undefined,
  { version }: { readonly version: string },
): DocsSite | undefined {
  if (source === undefined) return undefined;
  const style = assetOf(styles.map((url) => readFileSync(fileURLToPath(url), "utf8")).join("\n"));
  const behaviour = assetOf(readFileSync(fileURLToPath(script), "utf8"));
  const frame: DocsFrame = {
    navigation: navigationOf(source),
    stylePath: `/docs/page-${style.mark}.css`,
    scriptPath: `/docs/page-${behaviour.mark}.js`,
    searchPath: "/docs/search.json",
    version,
  };
  const pages = new Map<string, () => RenderedMarkdown>();
  const makers = new Map<string, () => StaticFile | Promise<StaticFile>>([
    [frame.stylePath, () => fileOf(style.text, "text/css;charset=UTF-8", true)],
    [frame.scriptPath, () => fileOf(behaviour.text, "text/javascript;charset=UTF-8", true)],
    [frame.searchPath, async () => fileOf(await searchIndex(pages), "application/json", false)],
  ]);
  for (const [name, text] of source) {
    if (name.endsWith(".json")) {
      makers.set(`/${name}`, () => fileOf(text, "application/json", false));
      continue;
    }
    const path = docsPathOf(name);
    if (name.endsWith(".png")) {
      makers.set(path, () => pictureOf(Buffer.from(text, "base64")));
      continue;
    }
    let rendered: RenderedMarkdown | undefined;
    const render = () =>
      (rendered ??= renderMarkdown(text, (target) => docsHref(source, name, target)));
    pages.set(path, render);
    makers.set(path, () => htmlFile(docsHtml(render(), path, frame)));
  }
  const kept = new Map<string, StaticFile>();
  return {
    pages,
    find: async (path) => {
      const file = kept.get(path) ?? (await makers.get(path)?.());
      if (file !== undefined) kept.set(path, file);
      return file;
    },
    missing: (path) => htmlFile(docsHtml(nothingAt(path), path, frame)),
  };
}

function nothingAt(path: string): RenderedMarkdown {
  return renderMarkdown(
    `# No such page\n\nThere is nothing at \`${path.replaceAll("`", "")}\`. All pages are in the list; search looks through their text.\n`,
    (target) => target,
  );
}

/** Rows of path, title of the page, heading, and the words below it; others have their turn between pages. */
async function searchIndex(pages: DocsSite["pages"]): Promise<string> {
  const rows: (readonly [string, string, string, string])[] = [];
  for (const [path, render] of pages) {
    await setImmediate();
    const { title, sections } = render();
    for (const { id, text, words, depth } of sections) {
      const place = depth === 1 ? path : `${path}#${id}`;
      rows.push([place, title, depth === 1 ? "" : text, words.slice(0, sectionWordsMax)]);
    }
  }
  return JSON.stringify(rows);
}

function assetOf(text: string): { readonly text: string; readonly mark: string } {
  return { text, mark: etagOf(Buffer.from(text)).replaceAll(/\W/g, "").slice(0, 10) };
}

function htmlFile(html: string): StaticFile {
  return fileOf(html, "text/html;charset=UTF-8", false);
}

function pictureOf(plain: Buffer): StaticFile {
  const about = { contentType: "image/png", etag: etagOf(plain), isImmutable: false };
  // It is compressed as it is.
  return { ...about, plain, gzip: undefined, brotli: undefined };
}

function fileOf(text: string, contentType: string, isImmutable: boolean): StaticFile {
  const plain = Buffer.from(text);
  // The quality that takes about as long as gzip; each file is compressed once.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return {
    contentType,
    etag: etagOf(plain),
    isImmutable,
    plain,
    gzip: gzipSync(plain),
    brotli: brotliCompressSync(plain, { params }),
  };
}
