// The only script of /docs, served as it is: theme, search over the index, copying. Every page can be read without it.
const resultsMax = 20;

/** The dashboard's choice of light or dark. */
function applyTheme() {
  try {
    const { theme } = JSON.parse(localStorage.getItem("trunkline.preferences") ?? "{}");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme is good enough.
  }
}

/** All words must be found, each at the beginning of a word; a heading counts more than the text. */
function rank(rows, asked) {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found = [];
  for (const row of rows) {
    const [path, title, heading, text] = row.map((part) => ` ${part.toLowerCase()}`);
    let score = 0;
    for (const word of words) {
      const inText = placeOf(text, word);
      const value =
        (placeOf(heading, word) >= 0 ? 12 : 0) +
        (placeOf(title, word) >= 0 ? (heading === " " ? 14 : 4) : 0) +
        (inText >= 0 ? 2 : 0);
      if (value === 0) {
        score = 0;
        break;
      }
      score += value;
    }
    if (heading.trim() === words.join(" ")) score += 20;
    if (path.includes("/guide/")) score *= 1.5;
    if (score > 0) found.push({ row, score });
  }
  return found.sort((a, b) => b.score - a.score).map(({ row }) => row);
}

/** Where the text has the word, at the beginning of one of its own; -1 = nowhere. */
function placeOf(text, word) {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (/[^\p{L}\p{N}]/u.test(text[at - 1] ?? " ")) return at;
  }
  return -1;
}

function excerpt(text, asked) {
  const [word = ""] = asked.toLowerCase().split(/\s+/).filter(Boolean);
  const at = Math.max(0, placeOf(` ${text.toLowerCase()}`, word) - 1);
  const from = at < 60 ? 0 : text.indexOf(" ", at - 50) + 1;
  const rest = text.slice(from);
  const shown = rest.length > 140 ? `${rest.slice(0, 140).replace(/\S*$/, "")}...` : rest;
  return `${from > 0 ? "... " : ""}${shown}`;
}

function resultItem([path, title, heading, text], asked) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = path;
  link.appendChild(document.createElement("b")).textContent = heading || title;
  if (heading !== "") link.appendChild(document.createElement("i")).textContent = title;
  link.appendChild(document.createElement("span")).textContent = excerpt(text, asked);
  return item;
}

function openSearch() {
  const input = document.querySelector("#search");
  const found = document.querySelector("#found");
  const list = found.querySelector("ol");
  const count = found.querySelector(".count");
  input.closest(".search").hidden = false;
  let index;
  const load = () => (index ??= fetch(input.dataset.index).then((reply) => reply.json()));

  async function show() {
    const asked = input.value.trim();
    if (asked === "") {
      found.hidden = true;
      return;
    }
    let rows;
    try {
      rows = await load();
    } catch {
      index = undefined;
      count.textContent = "The index cannot be loaded";
      found.hidden = false;
      return;
    }
    // Something else may have been typed meanwhile.
    if (input.value.trim() !== asked) return;
    const results = rank(rows, asked);
    list.replaceChildren(...results.slice(0, resultsMax).map((row) => resultItem(row, asked)));
    count.textContent =
      results.length > resultsMax
        ? `${results.length} places, the best ${resultsMax}`
        : `${results.length === 0 ? "No" : results.length} place${results.length === 1 ? "" : "s"}`;
    found.hidden = false;
  }

  input.addEventListener("focus", () => {
    load().catch(() => {
      index = undefined;
    });
  });
  input.addEventListener("input", () => void show());
  document.addEventListener("keydown", (event) => moveByKey(event, { input, found, list }));
  document.addEventListener("click", ({ target }) => {
    if (!found.parentElement.contains(target)) found.hidden = true;
  });
  list.addEventListener("click", () => {
    found.hidden = true;
  });
}

/** "/" goes to search, the arrows through what was found, Escape back to the page. */
function moveByKey(event, { input, found, list }) {
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  const isTyping = document.activeElement === input;
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === "Escape" && (isTyping || at !== -1)) {
    found.hidden = true;
    if (isTyping) input.blur();
    else input.focus();
  } else if (event.key === "Enter" && isTyping && links.length > 0) {
    links[0].click();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (isTyping || at !== -1)) {
    event.preventDefault();
    const next = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (next < 0) input.focus();
    else links[Math.min(next, links.length - 1)]?.focus();
  }
}

/** Browsers offer the clipboard to pages by https or from localhost alone. */
function addCopyButtons() {
  if (navigator.clipboard === undefined) return;
  for (const block of document.querySelectorAll("main pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => void copy(block, button));
    const holder = document.createElement("div");
    holder.className = "listing";
    block.replaceWith(holder);
    holder.append(block, button);
  }
}

async function copy(block, button) {
  await navigator.clipboard.writeText(block.querySelector("code").textContent);
  button.textContent = "Copied";
  setTimeout(() => {
    button.textContent = "Copy";
  }, 2000);
}

applyTheme();
openSearch();
addCopyButtons();
