// The filters of the list: those of every day in one line, the others behind a button.
import type { ReplyOf } from "../../api/contract.ts";
import { useFormat, useSay } from "../../app/contexts.ts";
import { codeTables } from "../../i18n/code-words.ts";
import { Popover } from "../../part/popover.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { Select } from "../../part/select.tsx";
import {
  activeFilters,
  directions,
  idLists,
  readFilter,
  states,
  times,
  type CallFilter,
  type FilterChange,
  type IdList,
} from "./call-filter.ts";
import { DurationFields } from "./duration-fields.tsx";
import { SearchField } from "./search-field.tsx";

export type Directory = ReplyOf<"getTenants">["tenants"][number] | undefined;

export function FilterBar({
  filter,
  directory,
  onChange,
}: {
  readonly filter: CallFilter;
  readonly directory: Directory;
  readonly onChange: FilterChange;
}) {
  const say = useSay();
  const count = activeFilters({ ...filter, prefix: "" });
  return (
    <div class="filters" role="search" aria-label={say("calls.filters")}>
      <SearchField prefix={filter.prefix} onPrefix={(prefix) => onChange({ prefix })} />
      <PeriodChoice
        period={filter.period}
        from={filter.from}
        to={filter.to}
        onChange={(range) => onChange(range)}
      />
      <Select
        label={say("calls.state")}
        value={filter.state ?? ""}
        options={[
          ["", say("calls.state.any")],
          ...states.map((state) => [state, say(`calls.state.${state}`)] as const),
        ]}
        onValue={(value) => onChange({ state: states.find((state) => state === value) })}
      />
      <Select
        label={say("calls.direction")}
        value={filter.direction ?? ""}
        options={[
          ["", say("calls.direction.any")],
          ...directions.map((name) => [name, say(`calls.direction.${name}`)] as const),
        ]}
        onValue={(value) => onChange({ direction: directions.find((name) => name === value) })}
      />
      <Popover label={say("calls.more") + (count === 0 ? "" : ` (${count})`)} icon="settings">
        {() => <MoreFilters filter={filter} directory={directory} onChange={onChange} />}
      </Popover>
      <FilterTags filter={filter} directory={directory} onChange={onChange} />
    </div>
  );
}

function MoreFilters({
  filter,
  directory,
  onChange,
}: {
  readonly filter: CallFilter;
  readonly directory: Directory;
  readonly onChange: FilterChange;
}) {
  const say = useSay();
  return (
    <div class="more-filters">
      <Select
        label={say("calls.time")}
        isLabelShown
        value={filter.time}
        options={times.map((time) => [time, say(`calls.time.${time}`)])}
        onValue={(value) => onChange({ time: times.find((time) => time === value) ?? "arrived" })}
      />
      {idLists.map((list) => (
        <AddSelect
          key={list}
          list={list}
          filter={filter}
          directory={directory}
          onChange={onChange}
        />
      ))}
      {(["caller", "callee"] as const).map((name) => (
        <label class="field" key={name}>
          <span>{say(`calls.${name}`)}</span>
          <input
            class="input"
            inputMode="tel"
            value={filter[name]}
            onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value.trim() })}
          />
        </label>
      ))}
      <DurationFields filter={filter} onChange={onChange} />
    </div>
  );
}

const listLabels = {
  skillId: "calls.queue",
  innoId: "calls.accessCode",
  agentId: "calls.agent",
  mediaType: "calls.media",
  leaveReason: "calls.leaveReason",
} as const;

/** Picks one more of a list; what has been picked stands among the tags. */
function AddSelect({
  list,
  filter,
  directory,
  onChange,
}: {
  readonly list: IdList;
  readonly filter: CallFilter;
  readonly directory: Directory;
  readonly onChange: FilterChange;
}) {
  const say = useSay();
  const names = useIdNames(directory);
  const chosen = filter.ids[list];
  const options = [...names[list]].filter(([id]) => !chosen.includes(id));
  const add = (id: number) => onChange({ ids: { ...filter.ids, [list]: [...chosen, id] } });
  return (
    <Select
      label={say(listLabels[list])}
      isLabelShown
      value=""
      options={[
        ["", say("calls.add")],
        ...options.map(([id, name]) => [String(id), name] as const),
      ]}
      onValue={(value) => value === "" || add(Number(value))}
    />
  );
}

function FilterTags({
  filter,
  directory,
  onChange,
}: {
  readonly filter: CallFilter;
  readonly directory: Directory;
  readonly onChange: FilterChange;
}) {
  const say = useSay();
  const names = useIdNames(directory);
  if (activeFilters({ ...filter, prefix: "" }) === 0) return null;
  const tags = idLists.flatMap((list) =>
    filter.ids[list].map((id) => ({
      words: `${say(listLabels[list])}: ${names[list].get(id) ?? id}`,
      without: { ids: { ...filter.ids, [list]: filter.ids[list].filter((other) => other !== id) } },
    })),
  );
  const { period, from, to, prefix, sort } = filter;
  const clear = () =>
    onChange({ ...readFilter(new URLSearchParams()), period, from, to, prefix, sort });
  return (
    <ul class="tags">
      {tags.map(({ words, without }) => (
        <li class="tag" key={words}>
          {words}
          <button
            type="button"
            aria-label={say("calls.remove", { filter: words })}
            onClick={() => onChange(without)}
          >
            ×
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="button quiet" onClick={clear}>
          {say("calls.clearAll")}
        </button>
      </li>
    </ul>
  );
}

function useIdNames(directory: Directory): Readonly<Record<IdList, ReadonlyMap<number, string>>> {
  const { language } = useFormat();
  const named = (entries: readonly { readonly id: number; readonly name: string }[] = []) =>
    new Map(entries.map(({ id, name }) => [id, name === "" ? String(id) : `${name} (${id})`]));
  const coded = (table: keyof typeof codeTables) =>
    new Map(
      Object.entries(codeTables[table]).map(([code, [english, chinese]]) => [
        Number(code),
        language === "en" ? english : chinese,
      ]),
    );
  const codes = directory?.accessCodes.map(({ id, number, description }) => {
    return { id, name: description === "" ? number : `${description}, ${number}` };
  });
  return {
    skillId: named(directory?.queues),
    innoId: named(codes),
    agentId: named(directory?.agents),
    mediaType: coded("mediaTypes"),
    leaveReason: coded("leaveReasons"),
  };
}
