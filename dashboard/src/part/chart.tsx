// A chart over time by uPlot, with a legend that tells the values under the cursor.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useFormat } from "../app/contexts.ts";
import { useScheme } from "../app/use-scheme.ts";
import type { Format } from "../format/format.ts";
import { colourOf } from "./colour.ts";
import "./chart.css";

export type ChartSeries = {
  readonly words: string;
  readonly colour: `--${string}`;
  readonly shape: "bars" | "line" | "dashes";
  readonly values: readonly (number | null)[];
  /** What the legend tells; the value itself where absent. */
  readonly told?: readonly (number | null)[];
};

export type ChartParts = {
  readonly title: string;
  /** Epoch ms. */
  readonly times: readonly number[];
  /** Where the last span ends: its bar stands to the right of its begin. */
  readonly end: number;
  /** Later ones are drawn over earlier ones. */
  readonly series: readonly ChartSeries[];
  readonly valueText: (value: number) => string;
  readonly timeText: (at: number) => string;
  /** The top of the scale; by the values where absent. */
  readonly most?: number;
};

const height = 220;

export function Chart(parts: ChartParts) {
  const { title, times, series, valueText, timeText } = parts;
  const format = useFormat();
  const scheme = useScheme();
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const plot = drawnIn(element, parts, format, setAt);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [times, series, scheme, format]);
  const shownAt = at === null ? undefined : times[at];
  return (
    <figure class="chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="soft">{shownAt === undefined ? "" : timeText(shownAt)}</span>
        <ul class="legend">
          {series.map(({ words, colour, shape, values, told = values }) => {
            const value = at === null ? null : (told[at] ?? null);
            return (
              <li key={words}>
                <i class={shape} style={{ background: `var(${colour})` }} aria-hidden="true" />
                {words}
                {value === null ? "" : ` ${valueText(value)}`}
              </li>
            );
          })}
        </ul>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label={title} />
    </figure>
  );
}

function drawnIn(
  element: HTMLElement,
  { times, end, series, valueText, timeText, most }: ChartParts,
  { zone }: Format,
  onCursor: (at: number | null) => void,
): uPlot {
  const [ink, line] = [colourOf(element, "--ink-soft"), colourOf(element, "--line")];
  const bars = uPlot.paths.bars?.({ size: [0.7, 48], align: 1 });
  const axis = {
    stroke: ink,
    font: '12px system-ui, "Noto Sans CJK SC", sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      ms: 1,
      tzDate: (at) => uPlot.tzDate(new Date(at), zone.timeZone),
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: { setCursor: [({ cursor: { idx } }) => onCursor(idx ?? null)] },
      scales: {
        x: {
          time: true,
          range: (_, min, max) => [min, Math.max(end, max + 60_000)],
        },
        y: { range: (_, __, max) => [0, most ?? Math.max(1, max * 1.05)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          values: (_, splits) => splits.map((at) => timeText(at)).map(unlessTold),
          space: 90,
          gap: 10,
          size: 34,
        },
        { ...axis, size: 56, values: (_, splits) => splits.map(valueText) },
      ],
      series: [
        {},
        ...series.map(({ colour, shape }): uPlot.Series => {
          const stroke = colourOf(element, colour);
          if (shape === "bars") {
            return {
              stroke,
              fill: stroke,
              width: 0,
              points: { show: false },
              ...(bars && { paths: bars }),
            };
          }
          const dash = shape === "dashes" ? { dash: [4, 4], points: { show: false } } : {};
          return { stroke, width: 2, spanGaps: shape === "dashes", ...dash };
        }),
      ],
    },
    [[...times], ...series.map(({ values }) => [...values])],
    element,
  );
}

/** Days that are wide have several places for a text: the first one bears it. */
function unlessTold(text: string, at: number, texts: readonly string[]): string {
  return text === texts[at - 1] ? "" : text;
}
