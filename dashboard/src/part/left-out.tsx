// What the address asks for and nobody has understood: a list must not look narrowed where it is not.
import { useMemo } from "preact/hooks";
import { useNavigation, useSay } from "../app/contexts.ts";
import { leftOut } from "../format/query-field.ts";
import { LevelMark } from "./level-mark.tsx";

export function LeftOut({
  read,
}: {
  readonly read: (query: URLSearchParams) => Readonly<Record<string, unknown>>;
}) {
  const say = useSay();
  const { query } = useNavigation();
  const text = query.value;
  const parts = useMemo(() => leftOut(text, read), [text, read]);
  if (parts.length === 0) return null;
  return (
    <p class="banner marked" role="status">
      <LevelMark level="warn" />
      <span>{say("common.leftOut", { parts: parts.join(", ") })}</span>
    </p>
  );
}
