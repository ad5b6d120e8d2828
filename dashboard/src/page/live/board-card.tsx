// One queue or access code as a card.
import type { ReadonlySignal } from "@preact/signals";
import { useFormat, useSay } from "../../app/contexts.ts";
import { AgentBar } from "./agent-bar.tsx";
import type { BoardRow } from "./board-row.ts";
import { CallsLink } from "./calls-link.tsx";
import { ServiceLevel } from "./service-level.tsx";
import { Sparkline } from "./sparkline.tsx";
import { useWait } from "./use-wait.ts";
import { WaitMark } from "./wait-mark.tsx";

export function BoardCard({
  row: signal,
  trendKey,
}: {
  readonly row: ReadonlySignal<BoardRow>;
  readonly trendKey: string;
}) {
  const say = useSay();
  const format = useFormat();
  const row = signal.value;
  const { calls, today } = row;
  return (
    <Frame row={row}>
      <header>
        <h3>
          <CallsLink href={row.href} title={say("live.seeCalls", { name: row.title })}>
            {row.title}
          </CallsLink>
        </h3>
        <span class="faint">{row.detail}</span>
      </header>
      <div class="big">
        <Figure value={format.count(calls.queue)} words={say("live.waiting")} />
        <div class="figure wait">
          <strong>
            <WaitMark row={row} />
          </strong>
          <span>{say("live.longestWait")}</span>
        </div>
        <div class="small">
          <Figure value={format.count(calls.agent)} words={say("live.withAgent")} />
          {row.agents === null ? (
            <Figure value={format.count(calls.ivr)} words={say("live.ivr")} />
          ) : (
            <Figure value={format.count(row.agents.idle)} words={say("live.idleAgents")} />
          )}
        </div>
      </div>
      <Sparkline trendKey={trendKey} />
      {row.agents === null ? null : <AgentBar agents={row.agents} />}
      <dl class="today">
        {(["offered", "answered", "abandoned"] as const).map((name) => (
          <div key={name}>
            <dt>{say(`live.${name}`)}</dt>
            <dd>{format.count(today[name])}</dd>
          </div>
        ))}
        <div>
          <dt>{say("live.serviceLevel")}</dt>
          <dd>
            <ServiceLevel share={today.serviceLevel} />
          </dd>
        </div>
      </dl>
    </Frame>
  );
}

/** Apart from the rest, because it changes with the clock, too. On a wall the figures are as large as they have room. */
function Frame({
  row,
  children,
}: {
  readonly row: BoardRow;
  readonly children: preact.ComponentChildren;
}) {
  const format = useFormat();
  const { level, length } = useWait(row);
  const { calls, today } = row;
  const room = {
    "--waiting-length": format.count(calls.queue).length,
    "--wait-length": length.value,
    "--today-length": format.count(today.offered).length,
  };
  return (
    <article class={`card ${level.value}`} style={room}>
      {children}
    </article>
  );
}

export function Figure({ value, words }: { readonly value: string; readonly words: string }) {
  return (
    <div class="figure">
      <strong>{value}</strong>
      <span>{words}</span>
    </div>
  );
}
