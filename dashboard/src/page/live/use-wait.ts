// The wait of a row as signals: a tick of the clock redraws what changed by it, and nothing around it.
import { computed, type ReadonlySignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { useClock, useFormat, usePreferences } from "../../app/contexts.ts";
import { isoDuration } from "../../format/duration.ts";
import type { Level } from "../../part/level-mark.tsx";
import { waitLevel, waitOf, type BoardRow } from "./board-row.ts";

export type Wait = {
  readonly text: ReadonlySignal<string>;
  readonly isoText: ReadonlySignal<string>;
  readonly level: ReadonlySignal<Level>;
  /** Of the text, in characters. */
  readonly length: ReadonlySignal<number>;
};

export function useWait(row: Pick<BoardRow, "calls">): Wait {
  const clock = useClock();
  const format = useFormat();
  const { thresholds } = usePreferences();
  return useMemo(() => {
    const waitMs = computed(() => waitOf(row, clock.now.value));
    const text = computed(() => format.duration(waitMs.value));
    return {
      text,
      length: computed(() => text.value.length),
      isoText: computed(() => isoDuration(waitMs.value ?? 0)),
      level: computed(() => waitLevel(waitMs.value, thresholds.value)),
    };
  }, [row.calls.longestWaitSince, clock, format, thresholds]);
}
