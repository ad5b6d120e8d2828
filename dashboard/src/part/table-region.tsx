import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Scrolls sideways where the page is too narrow for its table; elsewhere the table's head stays in sight. */
export function TableRegion({
  title,
  isPanel = false,
  children,
}: {
  /** For those who do not see the table. */
  readonly title: string;
  readonly isPanel?: boolean;
  /** The table. */
  readonly children: ComponentChildren;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const [isTooNarrow, setIsTooNarrow] = useState(false);
  useLayoutEffect(() => {
    const region = ref.current;
    const table = region?.firstElementChild;
    if (!region || !table) return undefined;
    const resized = new ResizeObserver(() =>
      setIsTooNarrow(table.clientWidth > region.clientWidth),
    );
    resized.observe(region);
    resized.observe(table);
    return () => resized.disconnect();
  }, []);
  return (
    <div
      ref={ref}
      class={`${isPanel ? "panel " : ""}scroll${isTooNarrow ? "" : " fits"}`}
      tabIndex={isTooNarrow ? 0 : undefined}
      role="region"
      aria-label={title}
    >
      {children}
    </div>
  );
}
