// Whether what is shown is live, and how old it is when it is not.
import { durationText } from "../format/duration.ts";
import { LevelMark, type Level } from "../part/level-mark.tsx";
import { useClock, useFeed, useFormat, useSay } from "./contexts.ts";

/** Younger than this is called up to date: a heartbeat may be so far away. */
const freshMsMax = 20_000;

export function useDataAge(): number {
  const feed = useFeed();
  const clock = useClock();
  const heardAt = feed.lastHeardAt.value;
  return heardAt === 0 ? 0 : Math.max(0, clock.now.value - feed.clockAheadMs.value - heardAt);
}

export function ConnectionState() {
  const say = useSay();
  const feed = useFeed();
  const format = useFormat();
  const connection = feed.connection.value;
  const ageMs = useDataAge();
  const upTo = feed.model.completeUpTo.value;
  const isFresh = connection.kind === "live" && ageMs <= freshMsMax;
  const level: Level =
    connection.kind === "live"
      ? ageMs > freshMsMax
        ? "warn"
        : "good"
      : connection.kind === "lost" || connection.kind === "refused"
        ? "bad"
        : "warn";
  const word = {
    connecting: say("connection.connecting"),
    live: say("connection.live"),
    lost: say("connection.lost"),
    refused: say("connection.lost"),
    paused: say("connection.paused"),
  }[connection.kind];
  return (
    <div
      class="connection"
      title={upTo === null ? "" : say("common.completeUpTo", { time: format.dateTime(upTo) })}
    >
      <span role="status">
        <LevelMark level={level}>{word}</LevelMark>
      </span>
      {feed.lastHeardAt.value === 0 ? null : (
        <span class={isFresh ? "age fresh" : "age"}>
          {isFresh ? say("connection.fresh") : say("connection.age", { age: durationText(ageMs) })}
        </span>
      )}
    </div>
  );
}

/** Over the page while the connection is lost. */
export function ConnectionBanner() {
  const say = useSay();
  const feed = useFeed();
  const clock = useClock();
  const connection = feed.connection.value;
  if (connection.kind === "refused") {
    return (
      <p class="banner bad">
        <LevelMark level="bad">{say("connection.lost")}</LevelMark>
        {connection.reason}
      </p>
    );
  }
  if (connection.kind !== "lost") return null;
  const localNow = clock.now.value - feed.clockAheadMs.value;
  const seconds = Math.max(0, Math.ceil((connection.retryAt - localNow) / 1000));
  return (
    <div class="banner bad">
      <LevelMark level="bad">{say("connection.lost")}</LevelMark>
      <span>{connection.reason === "" ? say("error.unreachable") : connection.reason}</span>
      <span class="soft">{say("connection.retryIn", { seconds })}</span>
      <button type="button" class="button" onClick={feed.retryNow}>
        {say("connection.retryNow")}
      </button>
    </div>
  );
}
