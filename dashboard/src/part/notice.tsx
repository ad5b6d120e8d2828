// What stands in the place of content: nothing there, still loading, or what went wrong.
import type { ComponentChildren } from "preact";
import { ApiError } from "../api/api-error.ts";
import { useSay } from "../app/contexts.ts";
import type { Say } from "../i18n/words.ts";
import { LevelMark } from "./level-mark.tsx";
import type { Asked } from "./use-reply.ts";

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

export function Loading() {
  const say = useSay();
  return (
    <div class="empty" role="status">
      <p>{say("common.loading")}</p>
    </div>
  );
}

export function Failure({ error, again }: { readonly error: unknown; readonly again: () => void }) {
  const say = useSay();
  const { reason, detail } = explain(error, say);
  return (
    <div class="empty" role="alert">
      <h3>
        <LevelMark level="bad">{say("error.title")}</LevelMark>
      </h3>
      <p>{reason}</p>
      {detail === "" ? null : <p class="mono faint">{detail}</p>}
      <button type="button" class="button" onClick={again}>
        {say("error.again")}
      </button>
    </div>
  );
}

/** What was asked for; until it is there, what stands in its place. */
export function Answer<Value>({
  asked,
  children,
}: {
  readonly asked: Asked<Value>;
  readonly children: (value: Value) => ComponentChildren;
}) {
  if (asked.error !== undefined) return <Failure {...asked} />;
  if (asked.value === undefined) return <Loading />;
  return <>{children(asked.value)}</>;
}

/** Why the server has not done what a form asked of it; "" = nothing was refused. */
export function Refusal({ reason }: { readonly reason: string }) {
  if (reason === "") return null;
  return (
    <p class="banner bad" role="alert">
      {reason}
    </p>
  );
}

/** In the viewer's words, and what exactly the server said. */
export function explain(error: unknown, say: Say): { reason: string; detail: string } {
  if (!(error instanceof ApiError)) {
    return { reason: error instanceof Error ? error.message : String(error), detail: "" };
  }
  const trace = error.requestId === "" ? "" : say("error.requestId", { id: error.requestId });
  switch (error.code) {
    case "unreachable":
      return { reason: say("error.unreachable"), detail: error.status === 0 ? "" : error.message };
    case "forbidden":
      return { reason: say("error.forbidden"), detail: error.message };
    case "tooManyRequests":
      return { reason: say("error.tooMany"), detail: error.message };
    default:
      return { reason: error.message, detail: [error.code, trace].filter(Boolean).join(" · ") };
  }
}
