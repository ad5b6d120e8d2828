import { useFormat, usePreferences } from "../../app/contexts.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import { serviceLevelLevel } from "./board-row.ts";

export function ServiceLevel({ share }: { readonly share: number | null }) {
  const format = useFormat();
  const { thresholds } = usePreferences();
  if (share === null) return <>{format.share(share)}</>;
  return (
    <LevelMark level={serviceLevelLevel(share, thresholds.value)}>{format.share(share)}</LevelMark>
  );
}
