import type { ReplyOf } from "../../api/contract.ts";
import { useClock, useFormat, useSay } from "../../app/contexts.ts";
import { callPath } from "../../app/place.ts";
import { nothing } from "../../format/format.ts";
import { namedText, OutcomeMark } from "../calls/call-columns.tsx";
import { Table } from "../../part/table.tsx";

export type MissedCall = ReplyOf<"getMissedCalls">["missedCalls"][number];
type OnResolve = ((call: MissedCall) => void) | undefined;

export function MissedTable({
  calls,
  onResolve,
}: {
  readonly calls: readonly MissedCall[];
  /** undefined = the key may not. */
  readonly onResolve: OnResolve;
}) {
  const say = useSay();
  return (
    <Table
      title={say("missed.title")}
      look="stack"
      columns={[
        say("missed.caller"),
        say("missed.waitBegan"),
        [say("missed.waited"), "number"],
        say("column.skill"),
        say("column.calleeNo"),
        say("missed.outcome"),
        [say("missed.open"), "number"],
        say("missed.resolution"),
      ]}
    >
      {calls.map((call) => (
        <Line key={call.callId} call={call} onResolve={onResolve} />
      ))}
    </Table>
  );
}

function Line({ call, onResolve }: { readonly call: MissedCall; readonly onResolve: OnResolve }) {
  const say = useSay();
  const format = useFormat();
  return (
    <tr>
      <th scope="row" class="tight">
        <a href={callPath(call)}>{call.callerNo || say("call.withheld")}</a>
      </th>
      <td class="tight wide" data-label={say("missed.waitBegan")}>
        {format.dateTime(call.waitBeganAt ?? call.arrivedAt)}
      </td>
      <td class="number" data-label={say("missed.waited")}>
        {format.duration(call.waitMs)}
      </td>
      <td class={call.skill === null ? "void" : "named"} data-label={say("column.skill")}>
        {namedText(call.skill)}
      </td>
      <td class="tight" data-label={say("column.calleeNo")}>
        {call.calleeNo}
      </td>
      <td class="tight">
        <OutcomeMark call={call} say={say} />
      </td>
      <td
        class={call.resolution === null ? "number" : "number void"}
        data-label={say("missed.open")}
      >
        {call.resolution === null ? <OpenFor call={call} /> : nothing}
      </td>
      <td class="wide">
        {call.resolution !== null ? (
          <ResolutionText resolution={call.resolution} />
        ) : onResolve === undefined ? (
          nothing
        ) : (
          <button
            type="button"
            class="button"
            aria-label={say("missed.resolveOne", {
              number: call.callerNo || say("call.withheld"),
            })}
            onClick={() => onResolve(call)}
          >
            {say("missed.resolve")}
          </button>
        )}
      </td>
    </tr>
  );
}

function OpenFor({ call }: { readonly call: MissedCall }) {
  const format = useFormat();
  const now = useClock().now.value;
  return <>{format.duration(now - (call.endedAt ?? now))}</>;
}

function ResolutionText({
  resolution,
}: {
  readonly resolution: NonNullable<MissedCall["resolution"]>;
}) {
  const say = useSay();
  const format = useFormat();
  const time = format.duration(resolution.afterMs);
  const words =
    resolution.kind === "call"
      ? say("missed.byCall", { agent: namedText(resolution.agent), time })
      : say("missed.byHand", { who: resolution.by, time });
  return (
    <>
      {words}
      {resolution.note === "" ? null : <div class="soft">{resolution.note}</div>}
    </>
  );
}
