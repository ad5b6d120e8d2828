// docs/reference/source-fidelity.md: what each format knows of what a live connection would have told.
import { compareSources, exactWithinMs, secondWithinMs } from "./compare-sources.ts";
import { figureNames } from "./figures.ts";
import type { FigureOfCall, Grade, Telling } from "./compare-sources.ts";

/** One PBX: its live connection as reference, and the other ways to learn of the same calls. */
export type FidelityPart = {
  readonly title: string;
  readonly introduction: string;
  readonly reference: Telling;
  /** callId -> name. */
  readonly scenarioOf: ReadonlyMap<string, string>;
  readonly formats: readonly FidelityFormat[];
};

export type FidelityFormat = {
  readonly name: string;
  readonly telling: Telling;
  /** Why it does not have a figure, or has another; every figure that is not exact needs one. */
  readonly why: Readonly<Record<string, string>>;
};

const gradeTexts: Readonly<Record<Grade, string>> = {
  exact: "exact",
  toTheSecond: "to the second",
  differs: "differs",
  unknown: "unknown",
};
/** More differences of one figure are named by their scenarios alone. */
const shownMax = 6;
const grades: readonly Grade[] = ["exact", "toTheSecond", "differs", "unknown"];

const introduction = `# What each source knows

Made by \`npm run docs\` from the recordings of real PBXs in \`server/src/connector/*/fixtures\`, and checked by
\`server/src/connector/source-fidelity.test.ts\`. Every format of \`trunkline import\` reads what one PBX wrote of
the same scripted calls; the reference is what its live connection tells. In the tables, exact means the same
value, and times within ${exactWithinMs} ms; to the second means within ${secondWithinMs / 1000} s; a number says of how many calls, where they
are not all alike. Calls for which neither source has the figure are not counted. Under the table stands why a
format does not have a figure, or has another, and in which scenarios; times there are seconds since what the
reference tells first.
`;

export function fidelityPage(parts: readonly FidelityPart[]): string {
  return [introduction, ...parts.map(sectionOf)].join("\n");
}

/** Figures that a format does not have, or has otherwise, without a reason given; and reasons without cause. */
export function unexplained(part: FidelityPart): readonly string[] {
  return comparedFormats(part).flatMap(({ format: { name, why }, rows }) => {
    const off = rows.filter(({ grade }) => isOff(grade));
    const figures = new Set(off.map(({ figure }) => figure));
    return [
      ...off
        .filter(({ figure }) => why[figure] === undefined)
        .map((row) => `${name}: ${row.figure} in ${row.scenario}: ${row.got} for ${row.expected}`),
      ...Object.keys(why)
        .filter((figure) => !figures.has(figure))
        .map((figure) => `${name}: ${figure} is in order`),
    ];
  });
}

type ComparedFormat = { readonly format: FidelityFormat; readonly rows: readonly FigureOfCall[] };

function comparedFormats({ reference, scenarioOf, formats }: FidelityPart): ComparedFormat[] {
  return formats.map((format) => ({
    format,
    rows: compareSources({ reference, source: format.telling, scenarioOf }),
  }));
}

function isOff(grade: Grade): boolean {
  return grade === "differs" || grade === "unknown";
}

function sectionOf(part: FidelityPart): string {
  const compared = comparedFormats(part);
  const told = new Set(compared.flatMap(({ rows }) => rows.map(({ figure }) => figure)));
  const figures = figureNames.filter((name) => told.has(name));
  const head = ["figure", ...compared.map(({ format }) => `\`${format.name}\``)];
  const table = figures.map((figure) => [
    figure,
    ...compared.map(({ rows }) => cell(rows, figure)),
  ]);
  const details = compared.map(({ format, rows }) => detailsOf(format, rows, figures));
  const parts = [
    `## ${part.title}`,
    part.introduction,
    markdownTable([head, ...table]),
    ...details,
  ];
  return `${parts.join("\n\n")}\n`;
}

function cell(rows: readonly FigureOfCall[], figure: string): string {
  const own = rows.filter((row) => row.figure === figure);
  const counts = grades
    .map((grade) => ({ grade, count: own.filter((row) => row.grade === grade).length }))
    .filter(({ count }) => count > 0);
  const [only] = counts;
  if (only === undefined) return "-";
  if (counts.length === 1) return gradeTexts[only.grade];
  return counts.map(({ grade, count }) => `${gradeTexts[grade]} ${count}`).join(", ");
}

function detailsOf(
  { name, why }: FidelityFormat,
  rows: readonly FigureOfCall[],
  figures: readonly string[],
): string {
  const lines = figures.flatMap((figure) => {
    const off = rows.filter((row) => row.figure === figure && isOff(row.grade));
    if (off.length === 0) return [];
    return [`- **${figure}**: ${why[figure] ?? "not explained"}.${differencesOf(off)}`];
  });
  return [`### \`${name}\``, lines.join("\n")].join("\n\n");
}

function differencesOf(rows: readonly FigureOfCall[]): string {
  const different = rows.filter(({ grade }) => grade === "differs");
  const missing = rows.filter(({ grade }) => grade === "unknown");
  const isShort = different.length <= shownMax;
  const told = different.map(({ scenario, expected, got }) =>
    isShort ? `${scenario} (${got} for ${expected})` : scenario,
  );
  return `${sentence("Differs in", told)}${sentence(
    "Unknown in",
    missing.map(({ scenario }) => scenario),
  )}`;
}

function sentence(begin: string, scenarios: readonly string[]): string {
  return scenarios.length === 0 ? "" : ` ${begin} ${scenarios.join(", ")}.`;
}

/** As the formatter of this repository writes it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
