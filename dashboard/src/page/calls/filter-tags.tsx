// What the list is filtered by beside the choices in sight; each can be taken away.
import { useSay } from "../../app/contexts.ts";
import type { Directory } from "../../app/use-directory.ts";
import { durationText } from "../../format/duration.ts";
import { activeFilters, durations, idLists, readFilter, type CallFilter } from "./call-filter.ts";
import { listLabels, useIdNames, type FilterParts } from "./use-id-names.ts";

type Tag = { readonly words: string; readonly without: Partial<CallFilter> };

export function FilterTags({ filter, directory, onChange }: FilterParts) {
  const say = useSay();
  const tags = useTags(filter, directory);
  if (activeFilters({ ...filter, prefix: "" }) === 0) return null;
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

const durationLabels = {
  waitMsMin: ["calls.waited", "calls.atLeast"],
  waitMsMax: ["calls.waited", "calls.atMost"],
  talkMsMin: ["calls.talked", "calls.atLeast"],
  talkMsMax: ["calls.talked", "calls.atMost"],
  durationMsMin: ["calls.lasted", "calls.atLeast"],
  durationMsMax: ["calls.lasted", "calls.atMost"],
} as const;

function useTags(filter: CallFilter, directory: Directory): readonly Tag[] {
  const say = useSay();
  const names = useIdNames(directory);
  const { ids, time } = filter;
  const timeTag: readonly Tag[] =
    time === "arrived"
      ? []
      : [
          {
            words: `${say("calls.time")}: ${say(`calls.time.${time}`)}`,
            without: { time: "arrived" },
          },
        ];
  const listTags = idLists.flatMap((list) =>
    ids[list].map((id) => ({
      words: `${say(listLabels[list])}: ${names[list].get(id) ?? id}`,
      without: { ids: { ...ids, [list]: ids[list].filter((other) => other !== id) } },
    })),
  );
  const numberTags = (["caller", "callee"] as const).flatMap((name) =>
    filter[name] === ""
      ? []
      : [{ words: `${say(`calls.${name}`)}: ${filter[name]}`, without: { [name]: "" } }],
  );
  const durationTags = durations.flatMap((name) => {
    const ms = filter.durations[name];
    if (ms === undefined) return [];
    const [what, bound] = durationLabels[name];
    const words = `${say(what)} ${say(bound)} ${durationText(ms)}`;
    return [{ words, without: { durations: { ...filter.durations, [name]: undefined } } }];
  });
  return [...timeTag, ...listTags, ...numberTags, ...durationTags];
}
