// The browser's address as a signal; links within the page change it without loading anything.
import { batch, signal, type ReadonlySignal } from "@preact/signals";

export type Navigation = {
  readonly path: ReadonlySignal<string>;
  /** Of the URL, without the question mark. */
  readonly query: ReadonlySignal<string>;
  readonly go: (url: string) => void;
  /** The state of a page has changed: the same entry of the browser's history, another query. */
  readonly replaceQuery: (query: URLSearchParams) => void;
};

export function openNavigation(window: Window, signal_: AbortSignal): Navigation {
  const { location, history, document } = window;
  const path = signal(location.pathname);
  const query = signal(location.search.slice(1));
  const look = () => {
    batch(() => {
      path.value = location.pathname;
      query.value = location.search.slice(1);
    });
  };
  const go = (url: string) => {
    history.pushState(null, "", url);
    look();
    window.scrollTo(0, 0);
  };
  const options = { signal: signal_ };
  window.addEventListener("popstate", look, options);
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
    go,
    replaceQuery: (next) => {
      const text = next.toString();
      if (text === location.search.slice(1)) return;
      history.replaceState(null, "", text === "" ? location.pathname : `?${text}`);
      look();
    },
  };
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
