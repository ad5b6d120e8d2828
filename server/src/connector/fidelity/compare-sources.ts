// What a source tells of calls beside what the reference tells of the same calls.
import type { Call } from "../../call/call.ts";
import type { Task } from "../../call/task.ts";
import {
  callFigures,
  callItself,
  taskFigures,
  taskItself,
  type Figure,
  type FigureValue,
} from "./figures.ts";

/** What was folded from the events of one source. */
export type Telling = {
  readonly calls: ReadonlyMap<string, Call>;
  readonly tasks: ReadonlyMap<string, Task>;
};

export type Grade = "exact" | "toTheSecond" | "unknown" | "differs";

export type FigureOfCall = {
  readonly figure: string;
  readonly scenario: string;
  readonly grade: Grade;
  readonly expected: string;
  readonly got: string;
};

/** Clocks of two threads of one PBX, and the rounding of a second. */
export const exactWithinMs = 20;
export const secondWithinMs = 1050;

/** One entry for each figure that the reference, or the source, has of a call or task. */
export function compareSources(options: {
  readonly reference: Telling;
  readonly source: Telling;
  /** By callId; what is not named here is compared under its ID. */
  readonly scenarioOf: ReadonlyMap<string, string>;
}): readonly FigureOfCall[] {
  const { reference, source, scenarioOf } = options;
  const found: FigureOfCall[] = [];
  for (const [callId, call] of reference.calls) {
    const scenario = scenarioOf.get(callId) ?? callId;
    found.push(...compareWhole(callItself, callFigures, scenario, call, source.calls.get(callId)));
  }
  for (const [callId, call] of source.calls) {
    if (reference.calls.has(callId)) continue;
    found.push(extra(callItself, scenarioOf.get(callId) ?? callId, call.callerNo));
  }
  for (const [serialNo, task] of reference.tasks) {
    const scenario = scenarioOf.get(task.callId) ?? serialNo;
    found.push(
      ...compareWhole(taskItself, taskFigures, scenario, task, source.tasks.get(serialNo)),
    );
  }
  return found;
}

function extra(figure: string, scenario: string, got: string): FigureOfCall {
  return { figure, scenario, grade: "differs", expected: "none", got };
}

function compareWhole<Of>(
  itself: string,
  figures: readonly Figure<Of>[],
  scenario: string,
  expected: Of,
  got: Of | undefined,
): FigureOfCall[] {
  if (got === undefined) {
    return [{ figure: itself, scenario, grade: "unknown", expected: "told", got: "not told" }];
  }
  const same = { figure: itself, scenario, grade: "exact", expected: "told", got: "told" } as const;
  return [same, ...figures.flatMap((figure) => compareFigure(figure, scenario, expected, got))];
}

function compareFigure<Of>(
  { name: figure, isTime, of }: Figure<Of>,
  scenario: string,
  expected: Of,
  got: Of,
): FigureOfCall[] {
  const values = { expected: of(expected), got: of(got) };
  if (!isKnown(values.expected) && !isKnown(values.got)) return [];
  const grade = gradeOf(values.expected, values.got, isTime);
  const told = {
    expected: text(values.expected, values.expected, isTime),
    got: text(values.got, values.expected, isTime),
  };
  return [{ figure, scenario, grade, ...told }];
}

function isKnown(values: readonly FigureValue[]): boolean {
  return values.some((value) => value !== 0 && value !== "" && value !== "unknown");
}

function gradeOf(
  expected: readonly FigureValue[],
  got: readonly FigureValue[],
  isTime: boolean,
): Grade {
  if (!isKnown(got)) return "unknown";
  if (expected.length !== got.length) return "differs";
  const distance = isTime
    ? Math.max(...expected.map((value, index) => Math.abs(Number(value) - Number(got[index]))))
    : expected.every((value, index) => value === got[index])
      ? 0
      : Infinity;
  if (distance <= exactWithinMs) return "exact";
  return distance <= secondWithinMs ? "toTheSecond" : "differs";
}

/** Instants are shown in seconds since the first one expected; spans in seconds. */
function text(
  values: readonly FigureValue[],
  expected: readonly FigureValue[],
  isTime: boolean,
): string {
  if (values.length === 0) return "none";
  const first = Number(expected.find((value) => value !== 0) ?? 0);
  const base = isTime && first > instantMin ? first : 0;
  const shown = values.map((value) => {
    if (!isTime) return value === "" ? "-" : String(value);
    return value === 0 && base > 0 ? "-" : ((Number(value) - base) / 1000).toFixed(1);
  });
  return grouped(shown).join(", ");
}

/** "busy, busy, busy" -> "3 x busy". */
function grouped(values: readonly string[]): readonly string[] {
  const groups: { readonly value: string; count: number }[] = [];
  for (const value of values) {
    const last = groups.at(-1);
    if (last?.value === value) last.count += 1;
    else groups.push({ value, count: 1 });
  }
  return groups.flatMap(({ value, count }) =>
    count > 2 ? [`${count} x ${value}`] : Array.from({ length: count }, () => value),
  );
}

/** A larger number of ms is an instant, not a span. */
const instantMin = 1_000_000_000;
