// One call: its ribbon, its legs, its events, its facts.
import type { ReplyOf } from "../../api/contract.ts";
import { ApiError } from "../../api/api-error.ts";
import { useApi, useClock, useFormat, useNavigation, useSay } from "../../app/contexts.ts";
import { placeOf } from "../../app/place.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { nothing } from "../../format/format.ts";
import { Icon } from "../../part/icon.tsx";
import { LevelMark } from "../../part/level-mark.tsx";
import { Answer, Empty } from "../../part/notice.tsx";
import { useReply } from "../../part/use-reply.ts";
import { DirectionMark, OutcomeMark } from "../calls/call-columns.tsx";
import { CallFactList } from "./call-facts.tsx";
import "./call-page.css";
import { CallRibbon } from "./call-ribbon.tsx";
import { LegTable, TimelineTable } from "./call-tables.tsx";
import { ribbonOf } from "./ribbon.ts";
import { SaveVcon } from "./save-vcon.tsx";

const liveEveryMs = 2_000;

export function CallPage() {
  const say = useSay();
  const api = useApi();
  const { path, cameFrom } = useNavigation();
  const place = placeOf(path.value);
  const [tenant, callId] = place.kind === "call" ? [place.tenant, place.callId] : ["", ""];
  // A call in progress is asked for again and again, and once more when it has ended.
  const asked = useReply(
    `${tenant} ${callId}`,
    (signal) => api.ask("getCall", { tenant, callId }, signal),
    { everyMs: (last) => (last?.call.state === "live" ? liveEveryMs : 0) },
  );
  usePageTitle(say("call.title", { id: callId }));
  const { error } = asked;
  const isUnknown = error instanceof ApiError && error.status === 404;
  return (
    <div class="call-page">
      <a class="back" href={cameFrom.value.startsWith("/calls?") ? cameFrom.value : "/calls"}>
        <Icon name="back" />
        {say("call.back")}
      </a>
      {isUnknown ? (
        <Empty title={say("call.unknown")}>
          <p>{say("call.unknownHint")}</p>
        </Empty>
      ) : (
        <Answer asked={asked}>
          {(answer) => (
            <>
              <CallHead answer={answer} />
              <CallBody answer={answer} />
            </>
          )}
        </Answer>
      )}
    </div>
  );
}

function CallHead({ answer: { call } }: { readonly answer: ReplyOf<"getCall"> }) {
  const say = useSay();
  const format = useFormat();
  const clock = useClock();
  const lasted = call.state === "live" ? clock.now.value - call.arrivedAt : call.durationMs;
  return (
    <header class="call-head">
      <div class="page-head">
        <h1>
          {call.callerNo || nothing} <span class="faint">→</span> {call.calleeNo || nothing}
        </h1>
        {call.state === "live" ? null : <SaveVcon tenant={call.tenant} callId={call.callId} />}
      </div>
      <ul>
        <li>
          <DirectionMark direction={call.direction} say={say} />
        </li>
        <li>
          <OutcomeMark call={call} say={say} />
        </li>
        <li>{format.dateTime(call.arrivedAt)}</li>
        <li>{format.duration(lasted)}</li>
        <li class="mono soft">{call.callId}</li>
      </ul>
      {call.isExpired ? <LevelMark level="warn">{say("call.expired")}</LevelMark> : null}
    </header>
  );
}

function CallBody({ answer }: { readonly answer: ReplyOf<"getCall"> }) {
  const say = useSay();
  const clock = useClock();
  const { call, facts, legs, timeline } = answer;
  const now = call.state === "live" ? Math.max(clock.now.value, answer.generatedAt) : 0;
  const ribbon = ribbonOf(answer, now);
  return (
    <>
      <section class="panel padded">
        {legs.length === 0 ? (
          <Empty title={say("call.empty.legs")} />
        ) : (
          <CallRibbon ribbon={ribbon} timeline={timeline} />
        )}
      </section>
      <div class="call-columns">
        <div class="call-column">
          <section class="panel">
            <h2 class="panel-head">{say("call.timeline")}</h2>
            <TimelineTable timeline={timeline} from={call.arrivedAt} />
          </section>
          {legs.length === 0 ? null : (
            <section class="panel">
              <h2 class="panel-head">{say("call.legs")}</h2>
              <LegTable legs={legs} />
            </section>
          )}
        </div>
        <div class="call-column">
          <section class="panel padded">
            <h2>{say("call.facts")}</h2>
            <CallFactList call={call} facts={facts} />
          </section>
        </div>
      </div>
    </>
  );
}
