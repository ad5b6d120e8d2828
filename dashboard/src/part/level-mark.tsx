// Good, attention, alarm: told by shape and word, not by colour alone.
import type { ComponentChildren } from "preact";
import { useSay } from "../app/contexts.ts";

export type Level = "good" | "warn" | "bad";

const shapes = {
  good: <circle cx="6" cy="6" r="4.5" />,
  warn: <path d="M6 1l5.500 10H.5z" />,
  bad: <path d="M3.700.5h4.600l3.200 3.200v4.600l-3.200 3.200H3.700L.5 8.300V3.700z" />,
} as const;

export function LevelMark({
  level,
  children,
}: {
  readonly level: Level;
  readonly children?: ComponentChildren;
}) {
  const say = useSay();
  return (
    <span class={`mark ${level}`}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {shapes[level]}
      </svg>
      <span class="unseen">{say(`live.level.${level}`)}</span>
      {children}
    </span>
  );
}
