import type { ComponentChildren } from "preact";
import { useSections } from "../../app/use-sections.ts";

/** Leads from the board to calls; the words alone for a key that sees the board and no calls. */
export function CallsLink({
  href,
  title,
  children,
}: {
  readonly href: string;
  readonly title?: string;
  readonly children: ComponentChildren;
}) {
  if (!useSections().includes("calls")) return <span>{children}</span>;
  return (
    <a href={href} title={title}>
      {children}
    </a>
  );
}
