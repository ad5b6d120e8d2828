import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import { Failure } from "../../part/notice.tsx";
import { useReply } from "../../part/use-reply.ts";

/** Recounts when the page is opened, and when asked to. */
export function Consistency() {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const asked = useReply("consistency", (signal) => api.ask("getConsistency", {}, signal));
  const { value, error, isAsking } = asked;
  return (
    <section class="panel padded">
      <header class="page-head">
        <h2>{say("consistency.title")}</h2>
        <div class="actions">
          <button type="button" class="button" disabled={isAsking} onClick={asked.again}>
            {say("consistency.run")}
          </button>
        </div>
      </header>
      <p class="soft">{say("consistency.hint")}</p>
      <div role="status">
        {error !== undefined ? (
          <Failure {...asked} />
        ) : value === undefined ? null : value.drift.length === 0 ? (
          <p class="wrapping">
            <LevelMark level="good" />{" "}
            {say("consistency.good", {
              calls: format.count(value.liveCalls),
              tenants: format.count(value.tenants),
              time: format.time(value.checkedAt),
            })}
          </p>
        ) : (
          <>
            <p>
              <LevelMark level="bad">
                {say("consistency.bad", { count: format.count(value.drift.length) })}
              </LevelMark>
            </p>
            <table class="table">
              <caption class="unseen">{say("consistency.title")}</caption>
              <thead>
                <tr>
                  <th scope="col">{say("consistency.counter")}</th>
                  <th scope="col">{say("consistency.counted")}</th>
                  <th scope="col">{say("consistency.actual")}</th>
                </tr>
              </thead>
              <tbody>
                {value.drift.map(({ tenant, counter, counted, actual }) => (
                  <tr key={`${tenant} ${counter}`}>
                    <th scope="row">
                      {tenant} {counter}
                    </th>
                    <td>{countsText(counted)}</td>
                    <td>{countsText(actual)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </section>
  );
}

function countsText(counts: Readonly<Record<"all" | "ivr" | "queue" | "agent", number>>): string {
  return `${counts.all} = ${counts.ivr} + ${counts.queue} + ${counts.agent}`;
}
