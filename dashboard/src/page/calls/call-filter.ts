// The filter of the list of calls: read from the address, written to it, sent to the server.
import type { RequestOf } from "../../api/contract.ts";
import { chosenRange, type ChosenPeriod } from "../../format/period.ts";
import { plainNumber } from "../../format/plain-number.ts";
import { oneOfIn, periodIn, wholeIn, wholesIn } from "../../format/query-field.ts";
import type { Zone } from "../../format/zone.ts";

type Request = RequestOf<"getCalls">;
export type CallSort = NonNullable<Request["sort"]>;

/** Outcomes that the request has no state for. */
const outcomes = ["unanswered", "selfService"] as const;
export const states = ["live", "ended", "answered", "missed", "abandoned", ...outcomes] as const;
export const directions = ["in", "out"] as const;
export const times = ["arrived", "ended", "recorded"] as const;
export const idLists = ["skillId", "innoId", "agentId", "mediaType", "leaveReason"] as const;
export const durations = [
  "waitMsMin",
  "waitMsMax",
  "talkMsMin",
  "talkMsMax",
  "durationMsMin",
  "durationMsMax",
] as const;
const texts = ["prefix", "caller", "callee"] as const;
export const sorts: readonly CallSort[] = [
  "-arrivedAt",
  "arrivedAt",
  "-waitMs",
  "waitMs",
  "-talkMs",
  "talkMs",
  "-durationMs",
  "durationMs",
];

export type IdList = (typeof idLists)[number];

export type CallFilter = ChosenPeriod & {
  readonly time: (typeof times)[number];
  readonly direction: (typeof directions)[number] | undefined;
  readonly state: (typeof states)[number] | undefined;
  /** Caller or callee begins with it. */
  readonly prefix: string;
  readonly caller: string;
  readonly callee: string;
  readonly ids: Readonly<Record<IdList, readonly number[]>>;
  readonly durations: Readonly<Record<(typeof durations)[number], number | undefined>>;
  readonly sort: CallSort;
  readonly offset: number;
};

export type FilterChange = (change: Partial<CallFilter>) => void;

export const pageRows = 50;
const usualPeriod = "day";
const usualSort = "-arrivedAt";

export function readFilter(query: URLSearchParams): CallFilter {
  return {
    ...periodIn(query, usualPeriod),
    time: oneOfIn(query, "time", times) ?? "arrived",
    direction: oneOfIn(query, "direction", directions),
    state: oneOfIn(query, "state", states),
    prefix: query.get("prefix") ?? "",
    caller: query.get("caller") ?? "",
    callee: query.get("callee") ?? "",
    ids: byName(idLists, (name) => wholesIn(query, name)),
    durations: byName(durations, (name) => wholeIn(query, name)),
    sort: oneOfIn(query, "sort", sorts) ?? usualSort,
    offset: wholeIn(query, "offset") ?? 0,
  };
}

export function writeFilter(filter: CallFilter, into: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams(into);
  const set = (name: string, value: string | number | undefined) => {
    if (value === undefined || value === "") query.delete(name);
    else query.set(name, String(value));
  };
  const isCustom = filter.period === "custom";
  set("period", filter.period === usualPeriod ? "" : filter.period);
  set("from", isCustom ? filter.from : undefined);
  set("to", isCustom ? filter.to : undefined);
  set("time", filter.time === "arrived" ? "" : filter.time);
  set("direction", filter.direction);
  set("state", filter.state);
  for (const name of texts) set(name, filter[name]);
  for (const name of durations) set(name, filter.durations[name]);
  for (const name of idLists) {
    query.delete(name);
    for (const id of filter.ids[name]) query.append(name, String(id));
  }
  set("sort", filter.sort === usualSort ? "" : filter.sort);
  set("offset", filter.offset === 0 ? "" : filter.offset);
  return query;
}

/** Without paging: what list and export share. `now` ends the periods that go on. */
export function filterRequest(
  filter: CallFilter,
  {
    tenant,
    zone,
    now,
    isMasked,
  }: {
    readonly tenant: string;
    readonly zone: Zone;
    readonly now: number;
    /** Whoever sees no numbers may ask for whole ones alone. */
    readonly isMasked: boolean;
  },
): Omit<Request, "limit" | "offset" | "total" | "cursor"> {
  const { time, direction, state } = filter;
  const named: Record<string, unknown> = {};
  for (const name of texts) {
    const asked = name === "prefix" && isMasked ? "number" : name;
    if (filter[name] !== "") named[asked] = filter[name];
  }
  for (const name of durations) {
    if (filter.durations[name] !== undefined) named[name] = filter.durations[name];
  }
  for (const name of idLists) if (filter.ids[name].length > 0) named[name] = filter.ids[name];
  return {
    tenant: [tenant],
    ...chosenRange(filter, now, zone),
    ...(time === "arrived" ? {} : { time }),
    ...(direction === undefined ? {} : { direction }),
    ...stateRequest(state),
    ...named,
    sort: filter.sort,
  };
}

function stateRequest(state: CallFilter["state"]): Pick<Request, "state" | "outcome"> {
  if (state === undefined) return {};
  return state === "unanswered" || state === "selfService" ? { outcome: [state] } : { state };
}

/** Filters beside the period, for the tag that counts them. */
export function activeFilters(filter: CallFilter): number {
  const lists = idLists.reduce((sum, name) => sum + filter.ids[name].length, 0);
  const given = [...texts.map((name) => filter[name] !== ""), filter.time !== "arrived"];
  const ranges = durations.map((name) => filter.durations[name] !== undefined);
  return lists + [...given, ...ranges].filter(Boolean).length;
}

/** The call that a search text names; undefined where it reads like a telephone number. */
export function callIdIn(text: string): string | undefined {
  const plain = plainNumber(text);
  return /^\+?[\d*#]*$/.test(plain) ? undefined : plain;
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  // Every name is given a value.
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
