// Weekday by hour, as a table whose cells are coloured by what is measured.
import { useState } from "preact/hooks";
import { useFormat, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { Choice } from "../../part/choice.tsx";
import { TableRegion } from "../../part/table-region.tsx";
import {
  heatMapOf,
  measures,
  type HeatCell,
  type Measure,
  type Reckoning,
  type ReportRow,
} from "./report-sums.ts";

const hours = Array.from({ length: 24 }, (_, hour) => hour);

export function HeatMap({
  rows,
  reckoning,
}: {
  readonly rows: readonly ReportRow[];
  readonly reckoning: Reckoning;
}) {
  const say = useSay();
  const { zone, weekday } = useFormat();
  const [measure, setMeasure] = useState<Measure>("offered");
  const map = heatMapOf(rows, { ...reckoning, measure, zone });
  return (
    <section class="panel padded heat">
      <header class="page-head">
        <h2>{say("reports.heat")}</h2>
        <div class="actions">
          <Choice
            label={say("reports.heat.measure")}
            name="measure"
            value={measure}
            options={measures.map((name) => [name, say(`reports.heat.${name}`)] as const)}
            onChange={setMeasure}
          />
        </div>
      </header>
      <TableRegion title={say("reports.heat")}>
        <table>
          <caption class="unseen">
            {say("reports.heat")}: {say(`reports.heat.${measure}`)}
          </caption>
          <thead>
            <tr>
              <td />
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.map((day, at) => (
              <tr key={at}>
                <th scope="row">{weekday(at + 1)}</th>
                {day.map((cell) => (
                  <Cell key={cell.hour} cell={cell} measure={measure} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      <p class="faint">{say("reports.heat.hint")}</p>
    </section>
  );
}

function Cell({ cell, measure }: { readonly cell: HeatCell; readonly measure: Measure }) {
  const say = useSay();
  const format = useFormat();
  const { value, heat, counts } = cell;
  const text =
    value === null
      ? ""
      : measure === "serviceLevel"
        ? format.share(Math.round(value * 100) / 100)
        : measure === "longestWaitMs"
          ? format.duration(value)
          : format.count(value);
  const title = [
    `${format.weekday(cell.weekday)} ${cell.hour}:00`,
    `${say("reports.offered")} ${format.count(counts.offered)}`,
    `${say("reports.answered")} ${format.count(counts.answered)}`,
    `${say("reports.serviceLevel")} ${format.share(counts.serviceLevel)}`,
  ].join(" · ");
  return (
    <td
      class={measure === "offered" ? "" : "bad"}
      style={{ "--heat": `${Math.round(heat * 100)}%` }}
      title={title}
    >
      {text === "" ? <span class="unseen">{nothing}</span> : text}
    </td>
  );
}
