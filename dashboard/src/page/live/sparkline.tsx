// The last hour of one queue as a small area, by uPlot.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { trendMs, type Trend } from "../../api/trends.ts";
import { useFormat, usePreferences, useSay, useTrends, useClock } from "../../app/contexts.ts";
import { colourOf } from "../../part/colour.ts";

const height = 36;

export function Sparkline({ trendKey }: { readonly trendKey: string }) {
  const say = useSay();
  const format = useFormat();
  const trends = useTrends();
  const clock = useClock();
  const { theme } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const version = trends.version.value;
  const trend = trends.of(trendKey);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    plot.current = drawnIn(element);
    const resized = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
    };
  }, [theme.value]);
  useEffect(() => {
    const now = clock.now.peek();
    plot.current?.batch(() => {
      plot.current?.setData(dataOf(trend), false);
      plot.current?.setScale("x", { min: now - trendMs, max: now });
      plot.current?.setScale("y", { min: 0, max: Math.max(4, ...trend.map(({ peak }) => peak)) });
    });
  }, [version, theme.value]);
  const peak = Math.max(0, ...trend.map(({ peak }) => peak));
  const first = trend[0]?.at ?? 0;
  const isShort = first > clock.now.peek() - trendMs + 120_000;
  const words = say("live.trend.peak", { count: format.count(peak) });
  return (
    <figure class="sparkline">
      <div class="plot" ref={place} role="img" aria-label={`${say("live.trend")}: ${words}`} />
      <figcaption class="faint" title={say("live.trend")}>
        {isShort && first > 0
          ? say("live.trend.gathering", { time: format.shortTime(first) })
          : words}
      </figcaption>
    </figure>
  );
}

function dataOf(trend: Trend): uPlot.AlignedData {
  return [trend.map(({ at }) => at), trend.map(({ peak }) => peak)];
}

function drawnIn(element: HTMLElement): uPlot {
  const line = colourOf(element, "--queue");
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      ms: 1,
      padding: [2, 0, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: true }, y: { auto: false } },
      series: [
        {},
        {
          stroke: line,
          width: 1.5,
          fill: colourOf(element, "--warn-soft"),
          ...(stepped === undefined ? {} : { paths: stepped }),
          points: { show: false },
        },
      ],
    },
    [[], []],
    element,
  );
}
