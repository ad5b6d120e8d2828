// Reports: what was offered, answered and lost, per span of time.
import { useMemo } from "preact/hooks";
import { useApi, useClock, useFormat, useSay, useTenant } from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { useQuestion } from "../../app/use-question.ts";
import { LeftOut } from "../../part/left-out.tsx";
import { Answer, Empty, Failure, Loading } from "../../part/notice.tsx";
import { useReply, type Asked } from "../../part/use-reply.ts";
import { HeatMap } from "./heat-map.tsx";
import { ReportCharts } from "./report-charts.tsx";
import { ReportFilters } from "./report-filters.tsx";
import {
  endpoints,
  hasHeatMap,
  readQuestion,
  reportRequest,
  type ReportQuestion,
} from "./report-question.ts";
import { spansOf, sumOf, type Counts, type Report } from "./report-sums.ts";
import { ReportTable } from "./report-table.tsx";
import "./reports-page.css";

export function ReportsPage() {
  const say = useSay();
  const { question, change } = useQuestion(readQuestion);
  usePageTitle(say("reports.title"));
  return (
    <>
      <header class="page-head">
        <h1>{say("reports.title")}</h1>
      </header>
      <LeftOut read={readQuestion} />
      <ReportBody question={question} change={change} />
    </>
  );
}

/** `narrowed`: of the chosen subject alone. */
function useReport(
  question: ReportQuestion,
  { isNarrowed, isAsked }: { readonly isNarrowed: boolean; readonly isAsked: boolean },
): Asked<Report> {
  const api = useApi();
  const { zone } = useFormat();
  const clock = useClock();
  const { tenant } = useTenant();
  const { id, ...others } = question;
  const only = isNarrowed ? id : undefined;
  const key = JSON.stringify({ ...others, only, tenant, zone: zone.timeZone });
  return useReply(isAsked ? key : "", (signal) => {
    const request = reportRequest(question, { tenant, zone, now: clock.now.peek(), only });
    return api.ask(endpoints[question.subject], request, signal);
  });
}

function ReportBody({
  question,
  change,
}: {
  readonly question: ReportQuestion;
  readonly change: (part: Partial<ReportQuestion>) => void;
}) {
  const asked = useReport(question, { isNarrowed: false, isAsked: true });
  const isHourly = question.per === "hour";
  const own = useReport(
    { ...question, per: "hour" },
    { isNarrowed: true, isAsked: !isHourly && hasHeatMap(question) },
  );
  const hourly = isHourly ? asked : own;
  const again = () => {
    asked.again();
    own.again();
  };
  return (
    <>
      <ReportFilters question={question} asked={asked} change={change} again={again} />
      <div class="report" aria-busy={asked.isStale || hourly.isStale}>
        <ReportAnswer question={question} asked={asked} hourly={hourly} change={change} />
      </div>
    </>
  );
}

function ReportAnswer({
  question,
  asked,
  hourly,
  change,
}: {
  readonly question: ReportQuestion;
  readonly asked: Asked<Report>;
  readonly hourly: Asked<Report>;
  readonly change: (part: Partial<ReportQuestion>) => void;
}) {
  const say = useSay();
  const { value, error } = asked;
  const { id } = question;
  const isOfAgents = question.subject === "agents";
  const spans = useMemo(() => {
    const rows = value?.rows.filter((row) => id === undefined || row.id === id) ?? [];
    return spansOf(rows, { formula: value?.formula.id ?? "offered", isOfAgents });
  }, [value, id, isOfAgents]);
  if (error !== undefined) return <Failure {...asked} />;
  if (value === undefined) return <Loading />;
  if (value.totals.length === 0) {
    return (
      <Empty title={say("reports.empty")}>
        <p>
          {say("reports.quarters")} {say("reports.empty.hint")}
        </p>
      </Empty>
    );
  }
  const isShown = (row: { readonly id: number }) => id === undefined || row.id === id;
  const shown = value.totals.filter(isShown);
  const reckoning = { formula: value.formula.id, isOfAgents };
  const [only] = shown;
  const name = id === undefined ? say("reports.all") : only?.name || String(id);
  return (
    <>
      <Summary name={name} counts={sumOf(shown, reckoning)} />
      <ReportCharts spans={spans} per={question.per} />
      <ReportTable
        totals={value.totals}
        subject={question.subject}
        reckoning={reckoning}
        id={id}
        onPick={(id) => change({ id })}
      />
      {question.per === "hour" || hasHeatMap(question) ? (
        <Answer asked={hourly}>
          {({ rows }) => <HeatMap rows={rows.filter(isShown)} reckoning={reckoning} />}
        </Answer>
      ) : (
        <p class="soft">{say("reports.heat.pick")}</p>
      )}
      <Formulas report={value} isOfAgents={isOfAgents} />
    </>
  );
}

function Summary({ name, counts }: { readonly name: string; readonly counts: Counts }) {
  const say = useSay();
  const format = useFormat();
  const figures = [
    [say("reports.offered"), format.count(counts.offered)],
    [say("reports.answered"), format.count(counts.answered)],
    [say("reports.abandoned"), format.count(counts.abandoned)],
    [say("reports.serviceLevel"), format.share(counts.serviceLevel)],
    [say("reports.asa.long"), format.duration(counts.asaMs)],
    [say("reports.aht.long"), format.duration(counts.ahtMs)],
    [say("reports.longestWaitMs"), format.duration(counts.longestWaitMs)],
  ] as const;
  return (
    <section class="panel summary" aria-label={say("reports.of", { name })}>
      <h2>{name}</h2>
      <dl>
        {figures.map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Formulas({
  report,
  isOfAgents,
}: {
  readonly report: Report;
  readonly isOfAgents: boolean;
}) {
  const say = useSay();
  const { formula, thresholdSeconds, shortAbandonSeconds } = report;
  return (
    <section class="formulas soft">
      <h2>{say("reports.formulas")}</h2>
      <p>
        {say("reports.formulas.level", {
          formula: say(`reports.formula.${formula.id}`),
          threshold: thresholdSeconds,
          short: shortAbandonSeconds,
        })}{" "}
        {say("reports.formulas.asa", { formula: say("reports.formulas.asaText") })}{" "}
        {say("reports.formulas.aht", {
          formula: say(isOfAgents ? "reports.formulas.ahtOfAgents" : "reports.formulas.ahtText"),
        })}{" "}
        {say("reports.formulas.occupancy", { formula: say("reports.formulas.occupancyText") })}{" "}
        {say("reports.quarters")}
      </p>
    </section>
  );
}
