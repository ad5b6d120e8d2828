// A button that opens a sheet beside it; Escape, or a click elsewhere, closes it.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon.tsx";

export function Popover({
  label,
  icon,
  isIconOnly = false,
  children,
}: {
  readonly label: string;
  readonly icon: IconName;
  readonly isIconOnly?: boolean;
  readonly children: (close: () => void) => ComponentChildren;
}) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const sheet = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (isOpen && sheet.current !== null) keepInSight(sheet.current);
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  // At once, not after the next frame: Escape right after the click would find nobody listening.
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const gone = new AbortController();
    const { signal } = gone;
    const leave = ({ target }: Event) => {
      if (target instanceof Node && root.current?.contains(target) === false) setOpen(false);
    };
    document.addEventListener("pointerdown", leave, { signal });
    document.addEventListener("focusin", leave, { signal });
    document.addEventListener("keydown", (event) => event.key === "Escape" && close(), { signal });
    return () => gone.abort();
  }, [isOpen]);
  return (
    <div class="popover" ref={root}>
      <button
        type="button"
        ref={button}
        class={isIconOnly ? "button quiet square" : "button"}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={isIconOnly ? label : undefined}
        title={isIconOnly ? label : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {isIconOnly ? null : label}
      </button>
      <div class="sheet" id={id} hidden={!isOpen} ref={sheet}>
        {isOpen ? children(close) : null}
      </div>
    </div>
  );
}

const marginPx = 8;

/** It ends where its button ends, unless it would begin outside the window: nobody could scroll there. */
function keepInSight(sheet: HTMLElement): void {
  sheet.style.translate = "";
  const { left } = sheet.getBoundingClientRect();
  if (left < marginPx) sheet.style.translate = `${marginPx - left}px`;
}
