// The filters of the list: those of every day in one line, the others behind a button.
import { useSay } from "../../app/contexts.ts";
import { plainNumber } from "../../format/plain-number.ts";
import { Popover } from "../../part/popover.tsx";
import { PeriodChoice } from "../../part/period-choice.tsx";
import { Select } from "../../part/select.tsx";
import { activeFilters, directions, idLists, states, times, type IdList } from "./call-filter.ts";
import { DurationFields } from "./duration-fields.tsx";
import { FilterTags } from "./filter-tags.tsx";
import { SearchField } from "./search-field.tsx";
import { listLabels, useIdNames, type FilterParts } from "./use-id-names.ts";

export function FilterBar({ filter, directory, onChange }: FilterParts) {
  const say = useSay();
  const count = activeFilters({ ...filter, prefix: "" });
  return (
    <div class="filters" role="search" aria-label={say("calls.filters")}>
      <SearchField prefix={filter.prefix} onPrefix={(prefix) => onChange({ prefix })} />
      <PeriodChoice chosen={filter} onChange={(range) => onChange(range)} />
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

function MoreFilters({ filter, directory, onChange }: FilterParts) {
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
            onChange={({ currentTarget }) => onChange({ [name]: plainNumber(currentTarget.value) })}
          />
        </label>
      ))}
      <DurationFields filter={filter} onChange={onChange} />
    </div>
  );
}

/** Picks one more of a list; what has been picked stands among the tags. */
function AddSelect({ list, filter, directory, onChange }: FilterParts & { readonly list: IdList }) {
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
