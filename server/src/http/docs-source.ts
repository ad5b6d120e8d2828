// What /docs is made from: the Markdown of docs/ and of the project's root, each with the path it is served at.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import { Marked, type Token, type Tokens } from "marked";

/** Files by their path in the project, with slashes: "docs/guide/asterisk.md". Of a picture the bytes, in base64. */
export type DocsSource = ReadonlyMap<string, string>;

export type NavigationGroup = {
  readonly title: string;
  readonly entries: readonly { readonly path: string; readonly title: string }[];
};

const docsIndex = "docs/README.md";
const rootPages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "STYLE.md", "CHANGELOG.md"];

/** undefined where the server runs without its documentation. */
export function readDocs(root: string): DocsSource | undefined {
  const folder = join(root, "docs");
  if (!existsSync(join(root, docsIndex))) return undefined;
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:md|json|png)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const present = rootPages.filter((name) => existsSync(join(root, name)));
  return new Map(
    [...names, ...present].map((name) => {
      const encoding = name.endsWith(".png") ? "base64" : "utf8";
      return [name, readFileSync(join(root, name), encoding)];
    }),
  );
}

/** "docs/guide/asterisk.md" is at "/docs/guide/asterisk", the index at "/docs". */
export function docsPathOf(name: string): string {
  if (name === docsIndex) return "/docs";
  const path = name.replace(/\.md$/, "");
  return path.startsWith("docs/") ? `/${path}` : `/docs/project/${path.toLowerCase()}`;
}

/** The URL of a link in the page `from`: a file of the documentation becomes the path that it is served at. */
export function docsHref(source: DocsSource, from: string, target: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith("#") || target.startsWith("/")) {
    return target;
  }
  const [file = "", anchor] = target.split("#");
  const name = posix.normalize(posix.join(posix.dirname(from), file));
  // What is no page stays as it is: the test of links then finds it.
  const path = source.has(name) ? docsPathOf(name) : target;
  return anchor === undefined ? path : `${path}#${anchor}`;
}

/** The lists of links of the index, by the headings above them; pages that it does not name come last. */
export function navigationOf(source: DocsSource): readonly NavigationGroup[] {
  const groups: { title: string; entries: { path: string; title: string }[] }[] = [];
  for (const token of new Marked().lexer(source.get(docsIndex) ?? "")) {
    if (token.type === "heading" && token.depth === 2) {
      groups.push({ title: String(token.text), entries: [] });
    }
    if (token.type !== "list") continue;
    for (const item of (token as Tokens.List).items) {
      const link = firstLink(item.tokens);
      if (link === undefined) continue;
      const path = docsHref(source, docsIndex, link.href);
      groups.at(-1)?.entries.push({ path, title: link.text.replaceAll("`", "") });
    }
  }
  const named = new Set(groups.flatMap(({ entries }) => entries.map(({ path }) => path)));
  const others = [...source.keys()]
    .filter((name) => name.endsWith(".md") && name !== docsIndex && !named.has(docsPathOf(name)))
    .map((name) => ({ path: docsPathOf(name), title: titleOf(source.get(name) ?? "", name) }));
  const found = groups.filter(({ entries }) => entries.length > 0);
  return others.length === 0 ? found : [...found, { title: "More", entries: others }];
}

function firstLink(tokens: readonly Token[]): Tokens.Link | undefined {
  for (const token of tokens) {
    // The lexer gives tokens of this type this shape.
    if (token.type === "link") return token as Tokens.Link;
    if (!("tokens" in token) || token.tokens === undefined) continue;
    const link = firstLink(token.tokens);
    if (link !== undefined) return link;
  }
  return undefined;
}

function titleOf(text: string, name: string): string {
  return /^# (.+)$/m.exec(text)?.[1] ?? name;
}
