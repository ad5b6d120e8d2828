// The wallboard.
import "uplot/dist/uPlot.min.css";
import { ConnectionState, useDataAge } from "../../app/connection-state.tsx";
import {
  useClock,
  useFeed,
  useFormat,
  useNavigation,
  usePreferences,
  useSay,
  useTenant,
} from "../../app/contexts.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { durationText } from "../../format/duration.ts";
import { oneOfIn } from "../../format/query-field.ts";
import { Choice } from "../../part/choice.tsx";
import { Icon } from "../../part/icon.tsx";
import { LeftOut } from "../../part/left-out.tsx";
import { Empty, Loading } from "../../part/notice.tsx";
import { BoardCard } from "./board-card.tsx";
import type { BoardSort } from "./board-row.ts";
import { BoardTable } from "./board-table.tsx";
import "./live-page.css";
import "./wall.css";
import { LiveAgents } from "./live-agents.tsx";
import { ThresholdSheet } from "./threshold-sheet.tsx";
import { Totals } from "./totals.tsx";
import { useBoard, type BoardGroup } from "./use-board.ts";
import { useWall } from "./use-wall.ts";

const groups = ["queues", "accessCodes", "agents"] as const;
const sorts = ["name", "wait", "waiting"] as const;

function readView(query: URLSearchParams) {
  return {
    group: oneOfIn(query, "group", groups) ?? "queues",
    sort: oneOfIn(query, "sort", sorts) ?? "name",
    wall: oneOfIn(query, "wall", ["1"]),
  };
}

export function LivePage() {
  const say = useSay();
  const navigation = useNavigation();
  const { liveView } = usePreferences();
  const query = new URLSearchParams(navigation.query.value);
  const { group, sort } = readView(query);
  const wall = useWall();
  usePageTitle(say("live.title"));
  const choose = (name: string, value: string) => {
    query.set(name, value);
    navigation.replaceQuery(query);
  };
  return (
    <div class="live">
      {wall.isOn ? (
        <WallHead leave={wall.toggle} />
      ) : (
        <header class="page-head">
          <h1>{say("live.title")}</h1>
          <div class="actions">
            <Choice
              label={say("live.group")}
              name="group"
              value={group}
              options={groups.map((name) => [name, say(`live.group.${name}`)] as const)}
              onChange={(value) => choose("group", value)}
            />
            {group === "agents" ? null : (
              <ViewChoices sort={sort} onSort={(value) => choose("sort", value)} />
            )}
            <button type="button" class="button" data-key="f" onClick={wall.toggle}>
              <Icon name="full" />
              {say("live.full")}
            </button>
          </div>
        </header>
      )}
      <StaleNote />
      <LeftOut read={readView} />
      <Totals />
      {group === "agents" ? (
        <LiveAgents />
      ) : (
        <Board group={group} sort={sort} isTable={liveView.value === "table"} />
      )}
    </div>
  );
}

function ViewChoices({
  sort,
  onSort,
}: {
  readonly sort: BoardSort;
  readonly onSort: (sort: BoardSort) => void;
}) {
  const say = useSay();
  const { liveView } = usePreferences();
  return (
    <>
      <Choice
        label={say("live.view")}
        name="view"
        value={liveView.value}
        options={(["cards", "table"] as const).map((name) => [name, say(`live.view.${name}`)])}
        onChange={(value) => {
          liveView.value = value;
        }}
      />
      <label>
        <span class="unseen">{say("live.sort")}</span>
        <select
          class="input"
          value={sort}
          onChange={({ currentTarget: { value } }) =>
            onSort(sorts.find((name) => name === value) ?? "name")
          }
        >
          {sorts.map((name) => (
            <option key={name} value={name}>
              {say("live.sort")}: {say(`live.sort.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <ThresholdSheet />
    </>
  );
}

function Board({
  group,
  sort,
  isTable,
}: {
  readonly group: BoardGroup;
  readonly sort: BoardSort;
  readonly isTable: boolean;
}) {
  const say = useSay();
  const feed = useFeed();
  const lines = useBoard(group, sort);
  if (lines.length === 0 && feed.lastHeardAt.value === 0) return <Loading />;
  if (lines.length === 0) {
    return (
      <Empty title={say(`live.empty.${group}`)}>
        <p>{say("live.empty.hint")}</p>
      </Empty>
    );
  }
  if (isTable) {
    const caption = say(group === "queues" ? "live.queue" : "live.accessCode");
    return <BoardTable caption={caption} lines={lines} hasAgents={group === "queues"} />;
  }
  return (
    <section class="cards" aria-label={say(`live.group.${group}`)}>
      {lines.map(({ key, row }) => (
        <BoardCard key={key} row={row} trendKey={`${group}:${key}`} />
      ))}
    </section>
  );
}

/** Nobody must take old numbers for live ones. */
function StaleNote() {
  const say = useSay();
  const { connection } = useFeed();
  const ageMs = useDataAge();
  if (connection.value.kind !== "lost" || ageMs < 2_000) return null;
  return <p class="unseen">{say("live.stale", { age: durationText(ageMs) })}</p>;
}

function WallHead({ leave }: { readonly leave: () => void }) {
  const say = useSay();
  const format = useFormat();
  const clock = useClock();
  const { name, tenant } = useTenant();
  return (
    <header class="wall-head">
      <h1>{name === "" ? tenant : name}</h1>
      <ConnectionState />
      <time>{format.shortTime(clock.now.value)}</time>
      <button type="button" class="button quiet" data-key="f" onClick={leave}>
        <Icon name="close" />
        <span class="unseen">{say("live.fullOff")}</span>
      </button>
    </header>
  );
}
