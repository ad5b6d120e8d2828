// The last hour of one queue as a small area, by uPlot.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { trendMs, type Trend } from "../../api/trends.ts";
import { useFormat, useSay, useTrends, useClock } from "../../app/contexts.ts";
import { useScheme } from "../../app/use-scheme.ts";
import { colourOf } from "../../part/colour.ts";

/** A trend that has just begun is not drawn as if it were a minute's. */
const spanMsMin = 120_000;

export function Sparkline({ trendKey }: { readonly trendKey: string }) {
  const say = useSay();
  const format = useFormat();
  const trends = useTrends();
  const clock = useClock();
  const scheme = useScheme();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const version = trends.version.value;
  const trend = trends.of(trendKey);
  const draw = () => {
    const now = clock.now.peek();
    const min = Math.min(beginOf(trend, now), now - spanMsMin);
    plot.current?.batch(() => {
      plot.current?.setData(dataOf(trend), false);
      plot.current?.setScale("x", { min, max: now });
      plot.current?.setScale("y", {
        min: 0,
        max: Math.max(4, ...trend.map(({ peak }) => peak)),
      });
    });
  };
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    // The size is told, not asked: two hundred cards that each ask the page for it lay it out two hundred times.
    const resized = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      if (plot.current !== null) return plot.current.setSize({ width, height });
      plot.current = drawnIn(element, { width, height });
      latest.current();
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [scheme]);
  useEffect(() => whenIdle(() => latest.current()), [version, scheme]);
  const peak = Math.max(0, ...trend.map(({ peak }) => peak));
  const since = format.shortTime(beginOf(trend, clock.now.peek()));
  const words = say("live.trend.peak", { count: format.count(peak), since });
  return (
    <figure class="sparkline">
      <figcaption class="faint">{words}</figcaption>
      <div class="plot" ref={place} role="img" aria-label={`${say("live.trend")}: ${words}`} />
    </figure>
  );
}

function beginOf(trend: Trend, now: number): number {
  return Math.max(trend[0]?.at ?? now, now - trendMs);
}

/** All trends grow at the same instant: they are drawn between frames, a few at a time. Returns what calls it off. */
function whenIdle(run: () => void): () => void {
  // Safari has no such thing.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(run);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(run, { timeout: 2_000 });
  return () => cancelIdleCallback(asked);
}

function dataOf(trend: Trend): uPlot.AlignedData {
  return [trend.map(({ at }) => at), trend.map(({ peak }) => peak)];
}

function drawnIn(
  element: HTMLElement,
  size: { readonly width: number; readonly height: number },
): uPlot {
  const line = colourOf(document.documentElement, "--queue");
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  return new uPlot(
    {
      ...size,
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
          fill: colourOf(document.documentElement, "--warn-soft"),
          ...(stepped === undefined ? {} : { paths: stepped }),
          points: { show: false },
        },
      ],
    },
    [[], []],
    element,
  );
}
