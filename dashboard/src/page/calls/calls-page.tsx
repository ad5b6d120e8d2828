// Finds calls: the address holds what is asked, the list answers while one types.
import { useMemo, useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import {
  useApi,
  useClock,
  useFormat,
  useMe,
  useNavigation,
  usePreferences,
  useSay,
  useTenant,
} from "../../app/contexts.ts";
import { useDirectory } from "../../app/use-directory.ts";
import { usePageTitle } from "../../app/use-page-title.ts";
import { LeftOut } from "../../part/left-out.tsx";
import { Answer, Empty } from "../../part/notice.tsx";
import { Pager } from "../../part/pager.tsx";
import { RefreshButton } from "../../part/refresh-button.tsx";
import { useReply, type Asked } from "../../part/use-reply.ts";
import { ColumnChoice, CopyRequest, ExportChoice } from "./call-actions.tsx";
import { chosenColumns } from "./call-columns.tsx";
import {
  filterRequest,
  pageRows,
  readFilter,
  writeFilter,
  type CallFilter,
  type FilterChange,
} from "./call-filter.ts";
import { CallTable } from "./call-table.tsx";
import "./calls-page.css";
import { FilterBar } from "./filter-bar.tsx";

const liveEveryMs = 5_000;

export function CallsPage() {
  const say = useSay();
  const navigation = useNavigation();
  const query = navigation.query.value;
  const filter = useMemo(() => readFilter(new URLSearchParams(query)), [query]);
  usePageTitle(say("calls.title"));
  const change: FilterChange = (part) => {
    // The address as it is now: a search that waits for the typing to end must not undo what was chosen meanwhile.
    const now = new URLSearchParams(navigation.query.peek());
    // Another question begins at its first page.
    const next: CallFilter = { ...readFilter(now), offset: 0, ...part };
    navigation.replaceQuery(writeFilter(next, now));
  };
  return <CallList filter={filter} change={change} />;
}

function CallList({
  filter,
  change,
}: {
  readonly filter: CallFilter;
  readonly change: FilterChange;
}) {
  const say = useSay();
  const format = useFormat();
  const api = useApi();
  const { request, makeRequest, refresh } = useRequest(filter);
  const directory = useDirectory();
  const pageOf = (list: typeof request) => {
    return { ...list, limit: pageRows, offset: filter.offset, total: true };
  };
  const page = pageOf(request);
  const isLive = filter.state === "live";
  const asked = useReply(
    JSON.stringify(page),
    // Those in progress are the ones of now, not of when the list was opened.
    (signal) => api.ask("getCalls", isLive ? pageOf(makeRequest()) : page, signal),
    { everyMs: isLive ? liveEveryMs : 0 },
  );
  const { value } = asked;
  return (
    <>
      <header class="page-head">
        <h1>{say("calls.title")}</h1>
        <span class="soft" role="status">
          {value === undefined ? "" : say("calls.total", { count: format.count(value.total ?? 0) })}
        </span>
        <div class="actions">
          <RefreshButton
            onRefresh={() => {
              refresh();
              // A period that has ended is asked for in the same words again.
              asked.again();
            }}
          />
          <ColumnChoice />
          <CopyRequest request={page} />
          <ExportChoice request={request} />
        </div>
      </header>
      <LeftOut read={readFilter} />
      <FilterBar filter={filter} directory={directory} onChange={change} />
      <ListPanel filter={filter} asked={asked} change={change} />
    </>
  );
}

function ListPanel({
  filter,
  asked,
  change,
}: {
  readonly filter: CallFilter;
  readonly asked: Asked<ReplyOf<"getCalls">>;
  readonly change: FilterChange;
}) {
  const say = useSay();
  const { columns } = usePreferences();
  return (
    <section class="panel" aria-busy={asked.isStale}>
      <Answer asked={asked}>
        {({ calls, total }) =>
          total === 0 ? (
            <Empty title={say("calls.empty")}>
              <p>{say("calls.empty.hint")}</p>
            </Empty>
          ) : (
            <CallTable
              calls={calls}
              columns={chosenColumns(columns.value)}
              sort={filter.sort}
              onSort={(sort) => change({ sort })}
            />
          )
        }
      </Answer>
      <Pager
        offset={filter.offset}
        pageRows={pageRows}
        total={asked.value?.total ?? 0}
        onOffset={(offset) => change({ offset })}
      />
    </section>
  );
}

/** Ends at the instant of the last change or refresh: pages do not shift while one turns them. */
function useRequest(filter: CallFilter) {
  const { zone } = useFormat();
  const clock = useClock();
  const { tenant } = useTenant();
  const { masksNumbers: isMasked } = useMe();
  const [round, setRound] = useState(0);
  const asked = JSON.stringify({ ...filter, offset: 0 });
  const makeRequest = () =>
    filterRequest(filter, { tenant, zone, now: clock.now.peek(), isMasked });
  const request = useMemo(makeRequest, [asked, tenant, zone, isMasked, round]);
  return { request, makeRequest, refresh: () => setRound(round + 1) };
}
