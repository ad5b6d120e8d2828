// The browser's address as a signal; links within the page change it without loading anything.
import { batch, signal, type ReadonlySignal } from "@preact/signals";

export type Navigation = {
  readonly path: ReadonlySignal<string>;
  /** Of the URL, without the question mark. */
  readonly query: ReadonlySignal<string>;
  /** The address within the page from which a link led here; "" = none did. */
  readonly cameFrom: ReadonlySignal<string>;
  readonly go: (url: string) => void;
  /** The state of a page has changed: the same entry of the browser's history, another query. */
  readonly replaceQuery: (query: URLSearchParams) => void;
};

export function openNavigation(window: Window, signal_: AbortSignal): Navigation {
  const { location, history, document } = window;
  const path = signal(location.pathname);
  const query = signal(location.search.slice(1));
  const cameFrom = signal(entryOf(history).cameFrom);
  const look = () => {
    batch(() => {
      path.value = location.pathname;
      query.value = location.search.slice(1);
      cameFrom.value = entryOf(history).cameFrom;
    });
  };
  const go = (url: string) => {
    const { pathname, search } = location;
    history.replaceState({ ...entryOf(history), top: window.scrollY }, "");
    history.pushState({ cameFrom: pathname + search, top: 0 } satisfies Entry, "", url);
    look();
    window.scrollTo(0, 0);
  };
  const options = { signal: signal_ };
  const back = () => {
    // A place within the page that a link leads to: it came from where the page came from.
    if (history.state === null && location.pathname === path.peek()) {
      history.replaceState({ cameFrom: cameFrom.peek(), top: 0 } satisfies Entry, "");
    }
    look();
    scrollWhenThere(window, entryOf(history).top);
  };
  window.addEventListener("popstate", back, options);
  document.addEventListener(
    "click",
    (event) => {
      const link = linkOf(event);
      if (link === undefined) return;
      event.preventDefault();
      go(link);
    },
    options,
  );
  return {
    path,
    query,
    cameFrom,
    go,
    replaceQuery: (next) => {
      // As people write it: tenant=1/100.
      const text = next.toString().replaceAll("%2F", "/");
      if (text === location.search.slice(1)) return;
      const asked = text === "" ? location.pathname : `?${text}`;
      // Where in the page to begin is no part of its state: the search field is still to be found.
      history.replaceState(history.state, "", asked + location.hash);
      look();
    },
  };
}

/** What an entry of the browser's history keeps. */
type Entry = { readonly cameFrom: string; readonly top: number };

function entryOf(history: History): Entry {
  // Nobody but this page writes it.
  const kept = history.state as Partial<Entry> | null;
  return { cameFrom: kept?.cameFrom ?? "", top: kept?.top ?? 0 };
}

/** How long what was on show may take to come back. */
const returnMsMax = 5_000;

/** A list that is asked for anew is as long as before only when its answer is there: the browser gives up before. */
function scrollWhenThere(window: Window, top: number): void {
  if (top === 0) return;
  const { document } = window;
  const done = new AbortController();
  const { signal } = done;
  const grown = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight < top + window.innerHeight) return;
    window.scrollTo(0, top);
    done.abort();
  });
  grown.observe(document.body);
  signal.addEventListener("abort", () => grown.disconnect());
  // Whoever scrolls, types or goes on meanwhile is not thrown back.
  for (const name of ["wheel", "touchmove", "keydown", "click", "popstate"]) {
    window.addEventListener(name, () => done.abort(), { signal });
  }
  setTimeout(() => done.abort(), returnMsMax);
}

/** The address of a link that this page shows itself; undefined for any other click. */
function linkOf(event: MouseEvent): string | undefined {
  const { target, button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  if (button !== 0 || metaKey || ctrlKey || shiftKey || altKey || defaultPrevented)
    return undefined;
  const link = target instanceof Element ? target.closest("a") : null;
  const href = link?.getAttribute("href") ?? "";
  const isOurs = href.startsWith("/") && link?.target === "" && !link.hasAttribute("download");
  return isOurs && !/^\/(?:v1|docs|openapi)\b/.test(href) ? href : undefined;
}
