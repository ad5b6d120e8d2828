import { useSay } from "../../app/contexts.ts";
import { Choice } from "../../part/choice.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { RefreshButton } from "../../part/refresh-button.tsx";
import { Select } from "../../part/select.tsx";
import type { Asked } from "../../part/use-reply.ts";
import type { Report } from "./report-sums.ts";
import { SaveReport } from "./save-report.tsx";
import {
  formulas,
  shortThresholds,
  spans,
  subjects,
  thresholds,
  type ReportQuestion,
} from "./report-question.ts";

export function ReportFilters({
  question,
  asked,
  change,
  again,
}: {
  readonly question: ReportQuestion;
  /** Its value tells what the server takes where nothing was chosen. */
  readonly asked: Pick<Asked<Report>, "value" | "error" | "isStale">;
  readonly change: (part: Partial<ReportQuestion>) => void;
  readonly again: () => void;
}) {
  const say = useSay();
  const { value: report } = asked;
  const seconds = (values: readonly number[]) =>
    values.map((count) => [String(count), say("reports.seconds", { count })] as const);
  return (
    <div class="filters" role="search" aria-label={say("calls.filters")}>
      <Choice
        label={say("reports.subject")}
        name="subject"
        value={question.subject}
        options={subjects.map((name) => [name, say(`reports.subject.${name}`)] as const)}
        onChange={(subject) => change({ subject, id: undefined })}
      />
      <PeriodChoice chosen={question} onChange={change} />
      <Select
        label={say("reports.per")}
        isLabelShown
        value={question.per}
        options={spans.map((name) => [name, say(`reports.per.${name}`)])}
        onValue={(value) => change({ per: spans.find((name) => name === value) ?? "hour" })}
      />
      <Select
        label={say("reports.threshold")}
        isLabelShown
        value={String(question.thresholdSeconds ?? report?.thresholdSeconds ?? "")}
        options={seconds(thresholds)}
        onValue={(value) => change({ thresholdSeconds: Number(value) })}
      />
      <Select
        label={say("reports.short")}
        isLabelShown
        value={String(question.shortAbandonSeconds ?? report?.shortAbandonSeconds ?? "")}
        options={seconds(shortThresholds)}
        onValue={(value) => change({ shortAbandonSeconds: Number(value) })}
      />
      <Select
        label={say("reports.formula")}
        isLabelShown
        value={question.formula ?? report?.formula.id ?? ""}
        options={formulas.map((id) => [id, say(`reports.formula.${id}`)])}
        onValue={(value) => change({ formula: formulas.find((id) => id === value) })}
      />
      <RefreshButton onRefresh={again} />
      {report === undefined ? null : (
        <SaveReport
          report={report}
          subject={question.subject}
          isDisabled={asked.isStale || asked.error !== undefined}
        />
      )}
    </div>
  );
}
