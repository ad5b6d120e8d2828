import type { ComponentChildren } from "preact";
import { TableRegion } from "./table-region.tsx";

/** The words at its head; those of a number stand above its end. */
export type TableColumn = string | readonly [words: string, look: "number"];

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
    <TableRegion title={title}>
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
    </TableRegion>
  );
}
