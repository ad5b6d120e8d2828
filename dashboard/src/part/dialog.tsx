// A modal dialog, by the browser's own <dialog>: it keeps the focus and closes on Escape.
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

export function Dialog({
  title,
  onClose,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const { activeElement } = document;
    dialog.current?.showModal();
    // A dialog that leaves the page while it is open takes the focus with it; until it has left nothing else gets it.
    return () =>
      queueMicrotask(() => activeElement instanceof HTMLElement && activeElement.focus());
  }, []);
  return (
    <dialog
      class={isWide ? "dialog wide" : "dialog"}
      ref={dialog}
      aria-labelledby={id}
      onClose={onClose}
    >
      <div>
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
