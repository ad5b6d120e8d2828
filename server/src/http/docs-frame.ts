// What is around the text of a page of the documentation: head, navigation, contents.
import { escapeHtml, type RenderedMarkdown, type Section } from "./docs-markdown.ts";
import type { NavigationGroup } from "./docs-source.ts";

export type DocsFrame = {
  readonly navigation: readonly NavigationGroup[];
  readonly stylePath: string;
  readonly scriptPath: string;
  readonly searchPath: string;
  readonly version: string;
};

/** More headings of the third level than this make contents that nobody reads. */
const contentsMax = 40;

export function docsHtml(
  { title, html, sections }: Pick<RenderedMarkdown, "title" | "html" | "sections">,
  path: string,
  frame: DocsFrame,
): string {
  const name = path === "/docs" ? "Trunkline" : `${title} - Trunkline`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(name)}</title>
<link rel="icon" href="/trunkline.svg" type="image/svg+xml">
<link rel="stylesheet" href="${frame.stylePath}">
<script type="module" src="${frame.scriptPath}" blocking="render"></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="top">
<a class="brand" href="/docs">Trunkline <span>documentation</span></a>
<div class="search" role="search" hidden>
<input type="search" id="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false" data-index="${frame.searchPath}">
<div class="found" id="found" hidden><p class="count" role="status"></p><ol></ol></div>
</div>
<nav class="out" aria-label="Server"><a href="/">Dashboard</a> <a href="/openapi.json">OpenAPI</a></nav>
</header>
<div class="columns">
<details class="pages"><summary>All pages</summary>
<nav aria-label="Pages">
${frame.navigation.map((group) => groupHtml(group, path)).join("\n")}
<p class="version">Version ${escapeHtml(frame.version)}</p>
</nav></details>
${contentsHtml(sections)}
<main id="main" tabindex="-1">
${html}
${nextHtml(frame.navigation, path)}
</main>
</div>
</body>
</html>
`;
}

function groupHtml({ title, entries }: NavigationGroup, path: string): string {
  const items = entries.map((entry) => {
    const current = entry.path === path ? ' aria-current="page"' : "";
    return `<li><a href="${escapeHtml(entry.path)}"${current}>${escapeHtml(entry.title)}</a></li>`;
  });
  return `<h2>${escapeHtml(title)}</h2>\n<ul>${items.join("")}</ul>`;
}

function contentsHtml(sections: readonly Section[]): string {
  const below = sections.filter(({ depth }) => depth === 2 || depth === 3);
  const shown = below.length > contentsMax ? below.filter(({ depth }) => depth === 2) : below;
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ depth, id, text }) =>
      `<li class="level-${depth}"><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
  );
  return `<details class="contents"><summary>On this page</summary>
<nav aria-label="On this page"><ul>${items.join("")}</ul></nav></details>`;
}

/** The neighbours in the order of the navigation. */
function nextHtml(navigation: readonly NavigationGroup[], path: string): string {
  const entries = navigation.flatMap((group) => group.entries);
  const place = entries.findIndex((entry) => entry.path === path);
  const link = (at: number, rel: "prev" | "next") => {
    const entry = entries[at];
    if (entry === undefined) return "";
    const said = rel === "prev" ? "Before" : "Next";
    return `<a rel="${rel}" href="${escapeHtml(entry.path)}"><small>${said}</small>${escapeHtml(entry.title)}</a>`;
  };
  if (place === -1) return "";
  return `<nav class="neighbours" aria-label="Neighbours">${link(place - 1, "prev")}${link(place + 1, "next")}</nav>`;
}
