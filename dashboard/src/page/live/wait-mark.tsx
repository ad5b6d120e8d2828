import { useClock, useFormat, usePreferences, useSay } from "../../app/contexts.ts";
import { isoDuration } from "../../format/duration.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import { waitLevel, waitOf, type BoardRow } from "./board-row.ts";

/** How long the one who waits longest has waited: ticks every second. */
export function WaitMark({ row }: { readonly row: Pick<BoardRow, "calls"> }) {
  const say = useSay();
  const format = useFormat();
  const waitMs = waitOf(row, useClock().now.value);
  const { thresholds } = usePreferences();
  if (waitMs === null) return <span class="faint">{say("live.nobodyWaits")}</span>;
  return (
    <LevelMark level={waitLevel(waitMs, thresholds.value)}>
      <time dateTime={isoDuration(waitMs)}>{format.duration(waitMs)}</time>
    </LevelMark>
  );
}
