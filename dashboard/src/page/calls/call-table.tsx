import type { TargetedMouseEvent } from "preact";
import { useFormat, useSay } from "../../app/contexts.ts";
import { callPath } from "../../app/place.ts";
import { nothing } from "../../format/format.ts";
import { TableRegion } from "../../part/table-region.tsx";
import {
  cellOf,
  isNumber,
  isSortable,
  type Call,
  type ColumnName,
  type SortableColumn,
} from "./call-columns.tsx";
import type { CallSort } from "./call-filter.ts";

export function CallTable({
  calls,
  columns,
  sort,
  onSort,
}: {
  readonly calls: readonly Call[];
  readonly columns: readonly ColumnName[];
  readonly sort: CallSort;
  readonly onSort: (sort: CallSort) => void;
}) {
  const say = useSay();
  return (
    <TableRegion title={say("calls.title")}>
      <table class="table stack calls-table">
        <caption class="unseen">{say("calls.title")}</caption>
        <thead>
          <tr>
            {columns.map((column) =>
              isSortable(column) ? (
                <SortHead key={column} column={column} sort={sort} onSort={onSort} />
              ) : (
                <th key={column} scope="col" class={isNumber(column) ? "number" : ""}>
                  {say(`column.${column}`)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Line key={`${call.tenant}:${call.callId}`} call={call} columns={columns} />
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function SortHead({
  column,
  sort,
  onSort,
}: {
  readonly column: SortableColumn;
  readonly sort: CallSort;
  readonly onSort: (sort: CallSort) => void;
}) {
  const say = useSay();
  const isDown = sort === `-${column}`;
  const isUp = sort === column;
  const words = say(`column.${column}`);
  return (
    <th
      scope="col"
      class={isNumber(column) ? "number" : ""}
      aria-sort={isDown ? "descending" : isUp ? "ascending" : undefined}
    >
      <button
        type="button"
        title={say("calls.sortBy", { column: words })}
        onClick={() => onSort(isDown ? column : `-${column}`)}
      >
        {words}
        <span aria-hidden="true">{isDown ? "↓" : isUp ? "↑" : ""}</span>
      </button>
    </th>
  );
}

const middleButton = 1;

/** A click anywhere in a row is one on its link; what is selected there is to be copied. */
function openCall(event: TargetedMouseEvent<HTMLTableRowElement>): void {
  const { target, currentTarget, ctrlKey, metaKey, button } = event;
  const link = currentTarget.querySelector("a");
  const isOnLink = target instanceof Element && target.closest("a") !== null;
  if (link === null || isOnLink || button > middleButton) return;
  if (ctrlKey || metaKey || button === middleButton) window.open(link.href);
  else if (getSelection()?.type !== "Range") link.click();
}

/** A browser would begin to scroll there, and tell of no click. */
function keepFromScrolling(event: TargetedMouseEvent<HTMLTableRowElement>): void {
  if (event.button === middleButton) event.preventDefault();
}

function shapeOf(column: ColumnName): "number" | "wide" | "named" | "tight" {
  if (isNumber(column)) return "number";
  if (column === "leaveReason") return "wide";
  return column === "skill" || column === "agent" ? "named" : "tight";
}

/** On a phone these speak for themselves. */
const unlabelled: readonly ColumnName[] = ["direction", "outcome"];

function Line({ call, columns }: { readonly call: Call; readonly columns: readonly ColumnName[] }) {
  const format = useFormat();
  const say = useSay();
  const href = callPath(call);
  return (
    <tr class="whole" onClick={openCall} onAuxClick={openCall} onMouseDown={keepFromScrolling}>
      {columns.map((column, at) => {
        const cell = cellOf(column, call, { format, say });
        const shape = shapeOf(column);
        return (
          <td
            key={column}
            class={cell === nothing ? `${shape} void` : shape}
            data-label={
              at === 0 || unlabelled.includes(column) ? undefined : say(`column.${column}`)
            }
          >
            {at === 0 ? <a href={href}>{cell}</a> : cell}
          </td>
        );
      })}
    </tr>
  );
}
