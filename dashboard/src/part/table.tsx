import type { ComponentChildren } from "preact";

/** The words at its head; those of a number stand above its end. */
export type TableColumn = string | readonly [words: string, look: "number"];

/** Scrolls by itself where the page is too narrow. */
export function Table({
  title,
  columns,
  look = "",
  children,
}: {
  /** For those who do not see the table. */
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly look?: "" | "stack" | "timeline";
  /** The rows. */
  readonly children: ComponentChildren;
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table class={look === "" ? "table" : `table ${look}`}>
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>
            {columns.map((column) => {
              const [words, look = ""] = typeof column === "string" ? [column] : column;
              return (
                <th key={words} scope="col" class={look}>
                  {words}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
