import type { ComponentChildren } from "preact";
import type { ReplyOf } from "../../api/contract.ts";
import { useFormat, useSay } from "../../app/contexts.ts";
import { codeText, type Coded } from "../../i18n/code-words.ts";
import { factText, type factTables } from "../../i18n/fact-words.ts";
import { namedText } from "../calls/call-columns.tsx";

type Answer = ReplyOf<"getCall">;

/** What is known of the call beside its legs; what is not known is left out. */
export function CallFactList({ call, facts }: Pick<Answer, "call" | "facts">) {
  const say = useSay();
  const format = useFormat();
  const time = (at: number | null) => (at === null ? null : format.dateTime(at));
  const words = (table: keyof typeof factTables, coded: Coded | null) =>
    coded === null ? null : factText(table, coded, format.language);
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    [say("call.fact.arrivedAt"), time(call.arrivedAt)],
    [say("call.fact.endedAt"), time(call.endedAt)],
    [
      say("call.fact.endedBy"),
      facts.endedBy === null ? null : say(`call.fact.endedBy.${facts.endedBy}`),
    ],
    [
      say("call.leaveReason"),
      call.leaveReason === null
        ? null
        : codeText("leaveReasons", call.leaveReason, format.language),
    ],
    [say("call.fact.releaseCause"), words("releaseCauses", call.releaseCause)],
    [
      say("column.accessCode"),
      call.accessCode === null ? null : `${call.accessCode.number} (${call.accessCode.id})`,
    ],
    [say("column.skill"), call.skill === null ? null : namedText(call.skill)],
    [say("column.agent"), call.agent === null ? null : namedText(call.agent)],
    [say("call.fact.callType"), words("callTypes", call.callType)],
    [say("call.fact.media"), codeText("mediaTypes", call.mediaType, format.language)],
    [say("call.fact.subMedia"), words("subMediaTypes", facts.subMediaType)],
    [say("call.fact.feature"), words("callFeatures", facts.callFeature)],
    [
      say("call.fact.originalCallee"),
      facts.originalCalleeNo === call.calleeNo ? null : facts.originalCalleeNo,
    ],
    [say("call.fact.callData"), facts.callData],
    [say("call.fact.priority"), facts.priority || null],
    [say("call.fact.trunk"), facts.trunkNo || null],
    [say("call.fact.recordedAt"), time(call.recordedAt)],
    [say("column.callId"), call.callId],
    [say("call.fact.shortId"), call.shortCallId === call.callId ? null : call.shortCallId],
  ];
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
