// Who does what now, by asking every few seconds: agents change too often to be streamed to everyone.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useClock, useFormat, useSay, useTenant } from "../../app/contexts.ts";
import { callPath } from "../../app/place.ts";
import { Empty, Failure, Loading, Refusal, explain } from "../../part/notice.tsx";
import { Table } from "../../part/table.tsx";
import { useReply } from "../../part/use-reply.ts";
import { CallsLink } from "./calls-link.tsx";

type Agent = ReplyOf<"getLiveAgents">["agents"][number];

const everyMs = 3_000;
const rowsAtOnce = 100;

export function LiveAgents() {
  const say = useSay();
  const format = useFormat();
  const api = useApi();
  const { tenant } = useTenant();
  const [filter, setFilter] = useState("");
  const [isSignedInOnly, setSignedInOnly] = useState(true);
  const [rows, setRows] = useState(rowsAtOnce);
  const asked = useReply(
    tenant,
    (signal) => api.ask("getLiveAgents", { tenant: [tenant] }, signal),
    { everyMs },
  );
  const { value } = asked;
  if (value === undefined) return asked.error === undefined ? <Loading /> : <Failure {...asked} />;
  const found = value.agents.filter(
    (agent) =>
      (!isSignedInOnly || agent.activity !== "signedOut") &&
      `${agent.id} ${agent.name}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const shown = found.toSorted(byActivity).slice(0, rows);
  return (
    <section class="panel">
      {asked.error === undefined ? null : <Refusal reason={explain(asked.error, say).reason} />}
      <div class="panel-head">
        <input
          class="input search"
          type="search"
          data-search
          aria-label={say("live.filter")}
          placeholder={say("live.filter")}
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={isSignedInOnly}
            onChange={() => setSignedInOnly(!isSignedInOnly)}
          />
          {say("live.onlySignedIn")}
        </label>
        <span class="end soft" role="status">
          {say("live.agentsShown", {
            shown: format.count(shown.length),
            count: format.count(found.length),
          })}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty title={say("live.empty.agents")} />
      ) : (
        <AgentTable agents={shown} />
      )}
      {found.length > shown.length ? (
        <div class="panel-head">
          <button type="button" class="button" onClick={() => setRows(rows + rowsAtOnce)}>
            {say("live.more")}
          </button>
        </div>
      ) : null}
    </section>
  );
}

const activityOrder: readonly Agent["activity"][] = [
  "ringing",
  "talking",
  "held",
  "busy",
  "idle",
  "resting",
  "signedOut",
];

function byActivity(a: Agent, b: Agent): number {
  const order = activityOrder.indexOf(a.activity) - activityOrder.indexOf(b.activity);
  return order || (a.since ?? 0) - (b.since ?? 0) || a.id - b.id;
}

function AgentTable({ agents }: { readonly agents: readonly Agent[] }) {
  const say = useSay();
  return (
    <Table
      title={say("live.agents")}
      columns={[
        say("live.agent"),
        say("live.activity"),
        [say("live.since"), "number"],
        say("live.currentCall"),
        say("live.skills"),
      ]}
    >
      {agents.map((agent) => (
        <Line key={agent.id} agent={agent} />
      ))}
    </Table>
  );
}

function Line({ agent }: { readonly agent: Agent }) {
  const say = useSay();
  const format = useFormat();
  const clock = useClock();
  const { id, name, activity, since, reason, currentCall, skills, tenant } = agent;
  return (
    <tr>
      <th scope="row" class="named">
        {name === "" ? id : name} {name === "" ? null : <span class="faint">{id}</span>}
      </th>
      <td class="tight">
        <span class="activity">
          <i class={activity} aria-hidden="true" />
          {say(`live.activity.${activity}`)}
        </span>{" "}
        <span class="faint">{reason}</span>
      </td>
      <td class="number">
        {since === null ? "" : format.duration(Math.max(0, clock.now.value - since))}
      </td>
      <td class="tight">
        {currentCall === null ? null : (
          <CallsLink href={callPath({ tenant, callId: currentCall.callId })}>
            {numberOf(currentCall) || say("call.withheld")}
          </CallsLink>
        )}
      </td>
      <td>{skills.map(({ id, name }) => (name === "" ? id : name)).join(", ")}</td>
    </tr>
  );
}

/** The other side's; "" = withheld. */
function numberOf({ direction, callerNo, calleeNo }: NonNullable<Agent["currentCall"]>) {
  return direction === "in" ? callerNo : calleeNo;
}
