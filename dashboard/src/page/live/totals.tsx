// The tenant as a whole, above its queues.
import { useFeed, useFormat, useMe, useSay, useTenant } from "../../app/contexts.ts";
import { AgentBar } from "./agent-bar.tsx";
import { Figure } from "./board-card.tsx";
import { ServiceLevel } from "./service-level.tsx";
import { WaitMark } from "./wait-mark.tsx";

export function Totals() {
  const say = useSay();
  const format = useFormat();
  const { model } = useFeed();
  const { tenant } = useTenant();
  const { thresholdSeconds } = useMe().serviceLevel;
  // Read for the redraw when the tenant's row appears.
  void model.tenants.keys.value;
  const row = model.tenants.row(tenant)?.value;
  const { calls, agents, today } = row ?? nobody;
  return (
    <div class="totals-frame">
      <section class="totals panel" aria-label={say("live.totals")}>
        <div class="group now">
          <h2>{say("live.now")}</h2>
          <div class="figures">
            <Figure value={format.count(calls.all)} words={say("live.inProgress")} />
            <Figure value={format.count(calls.ivr)} words={say("live.ivr")} />
            <Figure value={format.count(calls.queue)} words={say("live.waiting")} />
            <Figure value={format.count(calls.agent)} words={say("live.withAgent")} />
            <div class="figure wait">
              <strong>
                <WaitMark row={{ calls }} />
              </strong>
              <span>{say("live.longestWait")}</span>
            </div>
          </div>
        </div>
        <div class="group">
          <h2>{say("live.today")}</h2>
          <div class="figures">
            <Figure value={format.count(today.offered)} words={say("live.offered")} />
            <Figure value={format.count(today.answered)} words={say("live.answered")} />
            <Figure value={format.count(today.abandoned)} words={say("live.abandoned")} />
            <div class="figure">
              <strong>
                <ServiceLevel share={today.serviceLevel} />
              </strong>
              <span>{say("live.serviceLevelIn", { seconds: thresholdSeconds })}</span>
            </div>
          </div>
        </div>
        <div class="group agents-group">
          <h2>{say("live.agents")}</h2>
          <div class="figures">
            <Figure value={format.count(agents.signedIn)} words={say("live.signedIn")} />
            <AgentBar agents={agents} />
          </div>
        </div>
      </section>
    </div>
  );
}

const nobody = {
  calls: { all: 0, ivr: 0, queue: 0, agent: 0, longestWaitSince: null },
  agents: { signedIn: 0, idle: 0, ringing: 0, talking: 0, held: 0, resting: 0, busy: 0 },
  today: { offered: 0, answered: 0, abandoned: 0, missed: 0, serviceLevel: null },
};
