import { useFormat, useSay } from "../../app/contexts.ts";
import { Table } from "../../part/table.tsx";
import { ServiceLevel } from "../live/service-level.tsx";
import type { Subject } from "./report-question.ts";
import { sumOf, type Counts, type Reckoning, type ReportTotal } from "./report-sums.ts";

const base = [
  "offered",
  "answered",
  "answeredInTime",
  "abandoned",
  "shortAbandoned",
  "missed",
] as const;
const times = ["serviceLevel", "asaMs", "ahtMs", "longestWaitMs"] as const;

type Column =
  | (typeof base)[number]
  | (typeof times)[number]
  | "inbound"
  | "overflowed"
  | "transfers"
  | "outbound"
  | "occupancy";

/** Those that mean something for the subject. */
const columnsOf: Readonly<Record<Subject, readonly Column[]>> = {
  queues: [...base, "overflowed", ...times],
  accessCodes: ["inbound", ...base, ...times],
  agents: ["offered", "answered", "missed", "asaMs", "ahtMs", "transfers", "outbound", "occupancy"],
  vdns: ["inbound", ...base, ...times, "outbound"],
};

/** Each subject over the whole period; a click shows it in the charts. */
export function ReportTable({
  totals,
  subject,
  reckoning,
  id,
  onPick,
}: {
  readonly totals: readonly ReportTotal[];
  readonly subject: Subject;
  readonly reckoning: Reckoning;
  readonly id: number | undefined;
  readonly onPick: (id: number | undefined) => void;
}) {
  const say = useSay();
  const columns = columnsOf[subject];
  const sorted = totals.toSorted((a, b) => b.offered - a.offered);
  return (
    <section class="panel">
      <h2 class="panel-head">{say("reports.table")}</h2>
      <Table
        title={say("reports.table")}
        columns={[
          say("reports.name"),
          ...columns.map((column) => [say(`reports.${column}`), "number"] as const),
        ]}
      >
        {totals.length > 1 ? (
          <Line
            name={say("reports.all")}
            detail=""
            counts={sumOf(totals, reckoning)}
            columns={columns}
            isShown={id === undefined}
            onPick={() => onPick(undefined)}
          />
        ) : null}
        {sorted.map((total) => (
          <Line
            key={total.id}
            name={total.name === "" ? String(total.id) : total.name}
            detail={total.name === "" ? "" : String(total.id)}
            counts={total}
            columns={columns}
            isShown={id === total.id}
            onPick={() => onPick(total.id)}
          />
        ))}
      </Table>
    </section>
  );
}

function Line({
  name,
  detail,
  counts,
  columns,
  isShown,
  onPick,
}: {
  readonly name: string;
  readonly detail: string;
  readonly counts: Counts;
  readonly columns: readonly Column[];
  readonly isShown: boolean;
  readonly onPick: () => void;
}) {
  const say = useSay();
  return (
    <tr class={isShown ? "shown" : ""}>
      <th scope="row" class="named">
        <button
          type="button"
          class="pick"
          aria-pressed={isShown}
          title={say("reports.show", { name })}
          onClick={onPick}
        >
          {name}
        </button>{" "}
        <span class="faint">{detail}</span>
      </th>
      {columns.map((column) => (
        <td key={column} class="number">
          <Value column={column} counts={counts} />
        </td>
      ))}
    </tr>
  );
}

function Value({ column, counts }: { readonly column: Column; readonly counts: Counts }) {
  const format = useFormat();
  switch (column) {
    case "serviceLevel":
      return <ServiceLevel share={counts.serviceLevel} />;
    case "occupancy":
      return <>{format.share(counts.occupancy)}</>;
    case "asaMs":
    case "ahtMs":
    case "longestWaitMs":
      return <>{format.duration(counts[column])}</>;
    case "inbound":
    case "offered":
    case "answered":
    case "answeredInTime":
    case "abandoned":
    case "shortAbandoned":
    case "missed":
    case "overflowed":
    case "transfers":
    case "outbound":
      return <>{format.count(counts[column])}</>;
  }
}
