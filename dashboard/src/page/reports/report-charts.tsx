// Volume and service level over time.
import { useMemo } from "preact/hooks";
import { FormatContext, useFormat, usePreferences, useSay, useTenant } from "../../app/contexts.ts";
import { formatOf, type Format } from "../../format/format.ts";
import type { Say } from "../../i18n/words.ts";
import { Chart, type ChartSeries } from "../../part/chart.tsx";
import type { Span } from "./report-question.ts";
import type { Counts, SpanSum } from "./report-sums.ts";

export function ReportCharts({
  spans,
  per,
}: {
  readonly spans: readonly SpanSum[];
  readonly per: Span;
}) {
  const say = useSay();
  const format = useSpanFormat(per);
  const { thresholds } = usePreferences();
  const { levelTarget } = thresholds.value;
  const times = useMemo(() => spans.map(({ from }) => from), [spans]);
  const volume = useMemo(() => volumeOf(spans, say), [spans, say]);
  const level = useMemo(() => levelOf(spans, levelTarget, say), [spans, levelTarget, say]);
  const end = spans.at(-1)?.to ?? 0;
  const shared = { times, end, timeText: (at: number) => spanText(at, per, format) };
  const perWords = say(`reports.per.${per}`);
  return (
    <FormatContext.Provider value={format}>
      <div class="charts">
        <section class="panel padded">
          <Chart
            {...shared}
            title={say("reports.volume", { per: perWords })}
            series={volume}
            valueText={format.count}
          />
        </section>
        <section class="panel padded">
          <Chart
            {...shared}
            title={say("reports.level", { per: perWords })}
            series={level}
            valueText={format.share}
            most={1}
          />
        </section>
      </div>
    </FormatContext.Provider>
  );
}

/** Days, weeks and months are the tenant's: another zone's clock would call them by the day before. */
function useSpanFormat(per: Span): Format {
  const shown = useFormat();
  const { timeZone } = useTenant();
  const { language } = shown;
  const ofDays = useMemo(() => formatOf(language, timeZone, Date.now), [language, timeZone]);
  return isOfDays(per) ? ofDays : shown;
}

function isOfDays(per: Span): boolean {
  return per === "day" || per === "week" || per === "month";
}

function valuesOf(
  spans: readonly SpanSum[],
  pick: (counts: Counts) => number | null,
): readonly (number | null)[] {
  return spans.map(({ counts }) => pick(counts));
}

/** Stacked: each is drawn over the one before. */
function volumeOf(spans: readonly SpanSum[], say: Say): readonly ChartSeries[] {
  const of = (pick: (counts: Counts) => number) => valuesOf(spans, pick);
  return [
    {
      words: say("reports.otherwise"),
      colour: "--hold",
      shape: "bars",
      values: of(({ offered }) => offered),
      told: of(({ offered, answered, abandoned }) => offered - answered - abandoned),
    },
    {
      words: say("reports.abandoned"),
      colour: "--bad",
      shape: "bars",
      values: of(({ answered, abandoned }) => answered + abandoned),
      told: of(({ abandoned }) => abandoned),
    },
    {
      words: say("reports.answered"),
      colour: "--talk",
      shape: "bars",
      values: of(({ answered }) => answered),
    },
  ];
}

function levelOf(spans: readonly SpanSum[], target: number, say: Say): readonly ChartSeries[] {
  return [
    {
      words: say("reports.target"),
      colour: "--line-strong",
      shape: "dashes",
      values: spans.map(() => target),
    },
    {
      words: say("reports.serviceLevel"),
      colour: "--accent",
      shape: "line",
      values: valuesOf(spans, ({ serviceLevel }) => serviceLevel),
    },
  ];
}

function spanText(at: number, per: Span, format: Format): string {
  if (isOfDays(per)) return format.shortDate(at);
  const isMidnight = format.zone.dayStart(at) === at;
  return isMidnight ? format.shortDate(at) : format.shortTime(at);
}
