// The rows of the board in the order that the viewer chose; each stays a signal of its own.
import { computed, type ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { LiveRows } from "../../api/live-model.ts";
import { useFeed, useFormat, useSay } from "../../app/contexts.ts";
import {
  rowOfAccessCode,
  rowOfQueue,
  sortRows,
  type BoardRow,
  type BoardSort,
} from "./board-row.ts";
import type { BoardLine } from "./board-table.tsx";

export type BoardGroup = "queues" | "accessCodes";

export function useBoard(group: BoardGroup, sort: BoardSort): readonly BoardLine[] {
  const say = useSay();
  const { language } = useFormat();
  const { model } = useFeed();
  const lines = useMemo(() => {
    const all =
      group === "queues"
        ? linesOf(model.queues, (row) => rowOfQueue(row, say))
        : linesOf(model.accessCodes, (row) => rowOfAccessCode(row, say));
    const { compare } = new Intl.Collator(language, { numeric: true });
    let before: readonly BoardLine[] = [];
    return computed(() => {
      const found = all.value;
      const sorted = sortRows(
        found.map(({ key, row }) => ({ ...row.value, key })),
        sort,
        compare,
      );
      const byKey = new Map(found.map((line) => [line.key, line]));
      const lines = sorted.flatMap(({ key }) => byKey.get(key) ?? []);
      // The same list again redraws nothing.
      const isSame =
        lines.length === before.length && lines.every((line, at) => line === before[at]);
      if (!isSame) before = lines;
      return before;
    });
  }, [group, sort, say, language, model]);
  return lines.value;
}

function linesOf<Row>(
  rows: LiveRows<Row>,
  shown: (row: Row) => BoardRow,
): ReadonlySignal<readonly BoardLine[]> {
  const kept = new Map<
    string,
    { readonly source: ReadonlySignal<Row>; readonly line: BoardLine }
  >();
  return computed(() =>
    rows.keys.value.flatMap((key) => {
      const source = rows.row(key);
      if (source === undefined) return [];
      const known = kept.get(key);
      if (known?.source === source) return known.line;
      const line = { key, row: computed(() => shown(source.value)) };
      kept.set(key, { source, line });
      return line;
    }),
  );
}
