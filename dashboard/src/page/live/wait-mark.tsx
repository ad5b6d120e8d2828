import { useSay } from "../../app/contexts.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import type { BoardRow } from "./board-row.ts";
import { useWait } from "./use-wait.ts";

/** How long the one who waits longest has waited: ticks every second, without being drawn anew. */
export function WaitMark({ row }: { readonly row: Pick<BoardRow, "calls"> }) {
  const say = useSay();
  const { text, isoText, level } = useWait(row);
  return (
    <span class="ticking">
      {row.calls.longestWaitSince === null ? (
        <span class="faint">{say("live.nobodyWaits")}</span>
      ) : (
        <LevelMark level={level.value}>
          <time dateTime={isoText}>{text}</time>
        </LevelMark>
      )}
    </span>
  );
}
