// Markdown -> HTML of one page of the documentation, with what navigation, search and the check of links need.
import { Marked, type Token, type Tokens } from "marked";

export type Heading = { readonly depth: number; readonly id: string; readonly text: string };

/** A heading and the words below it, down to the next heading. */
export type Section = Heading & { readonly words: string };

export type RenderedMarkdown = {
  readonly title: string;
  readonly html: string;
  readonly sections: readonly Section[];
  /** Where links lead and pictures are, as they are in the HTML. */
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
};

/** `hrefOf` gives the URL of a link of the source. */
export function renderMarkdown(text: string, hrefOf: (target: string) => string): RenderedMarkdown {
  const sections: { depth: number; id: string; text: string; words: string }[] = [];
  const links: string[] = [];
  const anchors = new Set<string>();
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }: Tokens.Heading): string {
        const words = wordsOf(tokens);
        const [id, ...others] = headingIds(words, anchors);
        for (const anchor of [id, ...others]) anchors.add(anchor);
        sections.push({ depth, id, text: words, words: "" });
        const marks = others.map((other) => `<a id="${escapeHtml(other)}"></a>`).join("");
        const inner = this.parser.parseInline(tokens);
        if (depth === 1) return `<h1 id="${escapeHtml(id)}">${marks}${inner}</h1>\n`;
        const here = `<a class="here" href="#${escapeHtml(id)}" aria-label="Link to '${escapeHtml(words)}'">#</a>`;
        return `<h${depth} id="${escapeHtml(id)}">${marks}${inner} ${here}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const target = hrefOf(href);
        links.push(target);
        return `<a href="${escapeHtml(target)}">${this.parser.parseInline(tokens)}</a>`;
      },
      image({ href, text: words }: Tokens.Image): string {
        const target = hrefOf(href);
        links.push(target);
        return `<img src="${escapeHtml(target)}" alt="${escapeHtml(words)}">`;
      },
      // Angle brackets are words of ours, such as a placeholder; there is no HTML in the sources.
      html: ({ text: raw }) => escapeHtml(raw),
    },
  });
  const tokens = marked.lexer(text);
  let html = "";
  for (const token of tokens) {
    const part = marked.parser([token]);
    html += token.type === "table" ? `<div class="table" tabindex="0">${part}</div>\n` : part;
    const section = sections.at(-1);
    if (token.type !== "heading" && section !== undefined) {
      section.words += `${wordsOf([token])} `;
    }
  }
  for (const section of sections) section.words = section.words.replaceAll(/\s+/g, " ").trim();
  return { title: sections[0]?.text ?? "", html, sections, links, anchors };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A heading of one word, such as a code, is its own anchor; besides, each has the one that GitHub gives it. */
function headingIds(words: string, taken: ReadonlySet<string>): [string, ...string[]] {
  const slug = words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
  let free = slug;
  for (let number = 1; taken.has(free); number += 1) free = `${slug}-${number}`;
  const isWord = /^[\w.-]+$/.test(words) && !taken.has(words);
  return isWord && words !== free ? [words, free] : [free];
}

function wordsOf(tokens: readonly Token[]): string {
  return tokens.map((token) => wordsOfToken(token)).join("");
}

function wordsOfToken(token: Token): string {
  switch (token.type) {
    case "table":
      // The lexer's own shape of a table, which the type of all tokens does not tell.
      return [(token as Tokens.Table).header, ...(token as Tokens.Table).rows]
        .map((row) => row.map((cell) => wordsOf(cell.tokens)).join(" "))
        .join(" ");
    case "list":
      return (token as Tokens.List).items.map((item) => wordsOf(item.tokens)).join(" ");
    case "br":
    case "space":
      return " ";
    default:
      if ("tokens" in token && token.tokens !== undefined) return wordsOf(token.tokens);
      return "text" in token ? String(token.text) : "";
  }
}
