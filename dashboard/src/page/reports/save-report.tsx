// The report in sight as a file for a spreadsheet.
import { useState } from "preact/hooks";
import { isAborted } from "../../api/api-error.ts";
import { useFormat, useSay } from "../../app/contexts.ts";
import { Icon } from "../../part/icon.tsx";
import { explain } from "../../part/notice.tsx";
import { saveReply } from "../../part/save-reply.ts";
import { reportCsv } from "./report-csv.ts";
import type { Subject } from "./report-question.ts";
import type { Report } from "./report-sums.ts";

export function SaveReport({
  report,
  subject,
  isDisabled,
}: {
  readonly report: Report;
  readonly subject: Subject;
  /** Until the report that was chosen is there. */
  readonly isDisabled: boolean;
}) {
  const say = useSay();
  const { zone } = useFormat();
  const [said, setSaid] = useState("");
  const run = () => {
    setSaid("");
    const file = () => Promise.resolve(new Response(reportCsv(report)));
    const name = `${subject}-${report.per}-${zone.localDate(report.from)}.csv`;
    saveReply({ open: file, name, onBytes: () => undefined }).catch(
      (error: unknown) => isAborted(error) || setSaid(explain(error, say).reason),
    );
  };
  return (
    <>
      <button type="button" class="button" disabled={isDisabled} onClick={run}>
        <Icon name="download" />
        {say("reports.save")}
      </button>
      <span role="status">{said}</span>
    </>
  );
}
