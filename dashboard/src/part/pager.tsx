// Where in a list one is: exact, with any page within reach.
import { useEffect } from "preact/hooks";
import { useFormat, useSay } from "../app/contexts.ts";
import { useShownText } from "./use-shown-text.ts";

export function Pager({
  offset,
  pageRows,
  total,
  onOffset,
}: {
  readonly offset: number;
  readonly pageRows: number;
  readonly total: number;
  readonly onOffset: (offset: number) => void;
}) {
  const say = useSay();
  const format = useFormat();
  const pages = Math.max(1, Math.ceil(total / pageRows));
  const page = Math.floor(offset / pageRows) + 1;
  const go = (to: number) => onOffset((Math.min(pages, Math.max(1, to)) - 1) * pageRows);
  const shown = {
    first: format.count(total === 0 ? 0 : offset + 1),
    last: format.count(Math.min(total, offset + pageRows)),
    total: format.count(total),
  };
  const field = useShownText(String(page));
  useReturn(total > 0 && offset >= total, () => go(pages));
  if (total === 0) return null;
  const jump = (event: Event & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const wanted = Number(new FormData(event.currentTarget).get("page"));
    // What is no page, or beyond the last, does not stay in the field as if it were on show.
    event.currentTarget.reset();
    if (Number.isInteger(wanted) && wanted >= 1) go(wanted);
  };
  return (
    <nav class="pager" aria-label={say("pager.label")}>
      <button
        type="button"
        class="button"
        data-key="["
        disabled={page <= 1}
        onClick={() => go(page - 1)}
      >
        {say("pager.previous")}
      </button>
      <form onSubmit={jump}>
        <label class="unseen" for="pager-page">
          {say("pager.page")}
        </label>
        <input
          class="input"
          id="pager-page"
          name="page"
          inputMode="numeric"
          autocomplete="off"
          {...field}
        />
        <span>{say("pager.of", { pages: format.count(pages) })}</span>
      </form>
      <button
        type="button"
        class="button"
        data-key="]"
        disabled={page >= pages}
        onClick={() => go(page + 1)}
      >
        {say("pager.next")}
      </button>
      <span class="end soft">{say("pager.range", shown)}</span>
    </nav>
  );
}

/** The last page is gone when what was on it is: an empty one would look as if there were nothing. */
function useReturn(isBeyond: boolean, toLast: () => void): void {
  useEffect(() => {
    if (isBeyond) toLast();
  }, [isBeyond]);
}
