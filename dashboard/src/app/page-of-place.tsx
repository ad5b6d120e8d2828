// Shows the page of a place; its code is loaded when it is first wanted.
import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { LevelMark } from "../part/level-mark.tsx";
import { Empty, Failure, Loading } from "../part/notice.tsx";
import { useNavigation, useSay } from "./contexts.ts";
import { placeOf, type Place } from "./place.ts";
import { useSections } from "./use-sections.ts";

type Page = ComponentType;

const pages: Readonly<Record<Exclude<Place["kind"], "unknown">, () => Promise<Page>>> = {
  live: async () => (await import("../page/live/live-page.tsx")).LivePage,
  calls: async () => (await import("../page/calls/calls-page.tsx")).CallsPage,
  call: async () => (await import("../page/call/call-page.tsx")).CallPage,
  missed: async () => (await import("../page/missed/missed-page.tsx")).MissedPage,
  reports: async () => (await import("../page/reports/reports-page.tsx")).ReportsPage,
  tasks: async () => (await import("../page/tasks/tasks-page.tsx")).TasksPage,
  operations: async () => (await import("../page/operations/operations-page.tsx")).OperationsPage,
};

type Loaded = { readonly kind: string; readonly Page?: Page };

export function PageOfPlace() {
  const { path } = useNavigation();
  const { kind } = placeOf(path.value);
  const sections = useSections();
  const section = kind === "call" ? "calls" : kind;
  const mayBeSeen = sections.some((name) => name === section);
  const [loaded, setLoaded] = useState<Loaded>({ kind: "" });
  useEffect(() => {
    if (kind === "unknown" || !mayBeSeen) return undefined;
    let isWanted = true;
    pages[kind]()
      .then((Page) => isWanted && setLoaded({ kind, Page }))
      .catch(() => isWanted && setLoaded({ kind }));
    return () => {
      isWanted = false;
    };
  }, [kind, mayBeSeen]);
  if (kind === "unknown") return <NoSuchPage />;
  if (!mayBeSeen) return <NotForThisKey />;
  if (loaded.kind !== kind) return <Loading />;
  const { Page } = loaded;
  if (Page === undefined) return <NotLoaded />;
  return (
    <PageGuard key={path.value}>
      <Page />
    </PageGuard>
  );
}

/** A server that was updated has other files: none of an older page's can be asked for again. */
function NotLoaded() {
  const say = useSay();
  return (
    <div class="empty" role="alert">
      <h3>
        <LevelMark level="bad">{say("error.page")}</LevelMark>
      </h3>
      <p>{say("error.pageHint")}</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        {say("error.reload")}
      </button>
    </div>
  );
}

function NoSuchPage() {
  const say = useSay();
  return (
    <Empty title={say("nav.notFound")}>
      <ToLive />
    </Empty>
  );
}

function NotForThisKey() {
  const say = useSay();
  return (
    <Empty title={say("nav.notForKey")}>
      <p>{say("error.forbidden")}</p>
      <ToLive />
    </Empty>
  );
}

function ToLive() {
  const say = useSay();
  return (
    <a class="button" href="/live">
      {say("nav.toLive")}
    </a>
  );
}

/** A page that fails leaves the others in reach. */
class PageGuard extends Component<{ children: ComponentChildren }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <Failure error={error} again={() => this.setState({ error: undefined })} />;
  }
}
