// A figure of the benchmark: what was measured, what it is compared with, and the goal.
import type { Measured } from "./measure.ts";

export type Goal = {
  /** What the measured value is divided by. */
  readonly than: "baseline" | "ceiling" | "reference" | "nothing";
  readonly atLeast?: number;
  readonly atMost?: number;
};

export type Figure = {
  readonly scenario: string;
  readonly what: string;
  readonly clients?: number;
  readonly unit: string;
  readonly measured: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The same of Baseline B, of the web framework alone, of whatever `what` compares with. */
  readonly baseline?: number;
  readonly ceiling?: number;
  readonly reference?: number;
  readonly goal?: Goal;
};

type About = Pick<Figure, "scenario" | "what" | "clients">;

export function rateFigure(about: About, measured: Measured, goal?: Goal): Figure {
  const { trunkline, baseline, ceiling } = measured;
  return {
    ...about,
    unit: "requests/s",
    measured: trunkline.requestsPerSecond,
    p50Ms: trunkline.p50Ms,
    p99Ms: trunkline.p99Ms,
    ...(baseline === undefined ? {} : { baseline: baseline.requestsPerSecond }),
    ...(ceiling === undefined ? {} : { ceiling: ceiling.requestsPerSecond }),
    ...(goal === undefined ? {} : { goal }),
  };
}

export function latencyFigure(
  about: About,
  quantile: "p50Ms" | "p99Ms",
  { trunkline, baseline }: Measured,
  { reference, goal }: { readonly reference?: number; readonly goal?: Goal },
): Figure {
  return {
    ...about,
    unit: `ms, ${quantile.slice(0, 3)}`,
    measured: trunkline[quantile],
    ...(baseline === undefined ? {} : { baseline: baseline[quantile] }),
    ...(reference === undefined ? {} : { reference }),
    ...(goal === undefined ? {} : { goal }),
  };
}

export type Column = { readonly title: string; readonly text: (figure: Figure) => string };

export const columns: readonly Column[] = [
  { title: "scenario", text: ({ scenario }) => scenario },
  { title: "what", text: ({ what }) => what },
  { title: "clients", text: ({ clients }) => (clients === undefined ? "" : String(clients)) },
  { title: "unit", text: ({ unit }) => unit },
  { title: "measured", text: ({ measured }) => numberText(measured) },
  { title: "p50 ms", text: ({ p50Ms }) => numberText(p50Ms) },
  { title: "p99 ms", text: ({ p99Ms }) => numberText(p99Ms) },
  { title: "baseline B", text: ({ baseline }) => numberText(baseline) },
  { title: "x B", text: ({ measured, baseline }) => ratioText(measured, baseline) },
  { title: "ceiling", text: ({ ceiling }) => numberText(ceiling) },
  { title: "x ceiling", text: ({ measured, ceiling }) => ratioText(measured, ceiling) },
  { title: "compared", text: ({ reference }) => numberText(reference) },
  { title: "x compared", text: ({ measured, reference }) => ratioText(measured, reference) },
  { title: "goal", text: goalText },
  { title: "met", text: (figure) => metText(figure) },
];

/** A Markdown table, also fit for a terminal: padded, and without columns that are empty. */
export function figureTable(figures: readonly Figure[]): string {
  const used = columns.filter(({ text }) => figures.some((figure) => text(figure) !== ""));
  const rows = [used.map(({ title }) => title)];
  for (const figure of figures) rows.push(used.map(({ text }) => text(figure)));
  const widths = used.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[], filler = " ") =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0, filler)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    line(
      head.map(() => "-"),
      "-",
    ),
    ...body.map((row) => line(row)),
  ].join("\n");
}

function goalText({ goal, unit }: Figure): string {
  if (goal === undefined) return "";
  const { than, atLeast, atMost } = goal;
  const names = { baseline: " x B", ceiling: " x ceiling", reference: " x compared" };
  const suffix = than === "nothing" ? ` ${unit}` : names[than];
  if (atLeast !== undefined) return `>= ${numberText(atLeast)}${suffix}`;
  return `<= ${numberText(atMost)}${suffix}`;
}

/** Undefined without a goal, or without what it is compared with. */
export function isMet({ goal, measured, ...compared }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  const { than, atLeast = -Infinity, atMost = Infinity } = goal;
  const other = than === "nothing" ? 1 : compared[than];
  if (other === undefined) return undefined;
  const ratio = measured / other;
  return ratio >= atLeast && ratio <= atMost;
}

function metText(figure: Figure): string {
  const met = isMet(figure);
  return met === undefined ? "" : met ? "yes" : "NO";
}

function ratioText(measured: number, than: number | undefined): string {
  return than === undefined ? "" : numberText(measured / than);
}

/** Three digits that tell something, and all of those before the point. */
function numberText(value: number | undefined): string {
  if (value === undefined) return "";
  const maximumFractionDigits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString("en", { maximumFractionDigits });
}
