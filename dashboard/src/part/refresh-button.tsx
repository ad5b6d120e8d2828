import { useSay } from "../app/contexts.ts";
import { Icon } from "./icon.tsx";

export function RefreshButton({ onRefresh }: { readonly onRefresh: () => void }) {
  const say = useSay();
  return (
    <button type="button" class="button square" title={say("common.refresh")} onClick={onRefresh}>
      <Icon name="refresh" />
      <span class="unseen">{say("common.refresh")}</span>
    </button>
  );
}
