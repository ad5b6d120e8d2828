// Agents by state: a bar whose parts are named beneath it.
import { useFormat, useSay } from "../../app/contexts.ts";
import type { LiveQueue } from "../../api/live-model.ts";

export const activities = ["idle", "ringing", "talking", "held", "busy", "resting"] as const;

export function AgentBar({ agents }: { readonly agents: LiveQueue["agents"] }) {
  const say = useSay();
  const format = useFormat();
  const shown = activities.filter((activity) => agents[activity] > 0);
  return (
    <div class="agents">
      <div class="agent-bar" aria-hidden="true">
        {shown.map((activity) => (
          <span key={activity} class={activity} style={{ flexGrow: agents[activity] }} />
        ))}
      </div>
      <ul>
        {agents.signedIn === 0 ? <li class="faint">{say("live.noAgents")}</li> : null}
        {shown.map((activity) => (
          <li key={activity}>
            <i class={activity} aria-hidden="true" />
            {format.count(agents[activity])} {say(`live.activity.${activity}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}
