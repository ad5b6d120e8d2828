// Owns the live connection of one tenant, for as long as it is shown.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Api } from "../api/api.ts";
import { openLiveFeed, type FeedLimits } from "../api/live-feed.ts";
import { openTrends } from "../api/trends.ts";
import { openStore } from "./browser-store.ts";
import { openClock } from "./clock.ts";
import { ClockContext, FeedContext, TrendsContext } from "./contexts.ts";

const limits: FeedLimits = {
  silentMsMax: 45_000,
  retryMsMin: 1_000,
  retryMsMax: 15_000,
  messageTextMax: 32_000_000,
  waitingMessagesMax: 1_000,
  rowsPerFrameMax: 12,
};

/** A browser opens six connections to a server: hidden tabs must not keep one each. */
const hiddenMsMax = 60_000;

export function LiveRoot({
  api,
  tenant,
  clockAheadMs,
  children,
}: {
  readonly api: Api;
  readonly tenant: string;
  readonly clockAheadMs: number;
  readonly children: ComponentChildren;
}) {
  const { feed, clock, trends, run, close } = useMemo(
    () => openParts(api, tenant, clockAheadMs),
    [api, tenant],
  );
  useEffect(() => {
    run();
    return close;
  }, [feed]);
  return (
    <FeedContext.Provider value={feed}>
      <ClockContext.Provider value={clock}>
        <TrendsContext.Provider value={trends}>{children}</TrendsContext.Provider>
      </ClockContext.Provider>
    </FeedContext.Provider>
  );
}

function openParts(api: Api, tenant: string, clockAheadMs: number) {
  const closed = new AbortController();
  const { signal } = closed;
  const beforeFrame = (run: () => void) => {
    // A hidden page draws no frames.
    if (document.visibilityState === "hidden") setTimeout(run, 250);
    else requestAnimationFrame(run);
  };
  const feed = openLiveFeed({
    api,
    tenant,
    now: Date.now,
    clockAheadMs,
    sleep,
    beforeFrame,
    limits,
  });
  const clock = openClock({ now: Date.now, aheadMs: feed.clockAheadMs, signal });
  const trends = openTrends({
    tenant,
    feed,
    clock,
    store: openStore(() => sessionStorage),
    signal,
  });
  const run = () => {
    let hiding: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(hiding);
      if (document.visibilityState === "visible") feed.setHidden(false);
      else hiding = setTimeout(() => feed.setHidden(true), hiddenMsMax);
    };
    document.addEventListener("visibilitychange", look, { signal });
    window.addEventListener("online", feed.retryNow, { signal });
    void feed.run(signal);
  };
  return { feed, clock, trends, run, close: () => closed.abort() };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    return undefined;
  });
}
