import { useSay } from "../../app/contexts.ts";
import { durationText, parseDuration } from "../../format/duration.ts";
import { useShownText } from "../../part/use-shown-text.ts";
import type { CallFilter, FilterChange } from "./call-filter.ts";

const rows = [
  ["calls.waited", "waitMsMin", "waitMsMax"],
  ["calls.talked", "talkMsMin", "talkMsMax"],
  ["calls.lasted", "durationMsMin", "durationMsMax"],
] as const;

type Parts = { readonly filter: CallFilter; readonly onChange: FilterChange };

/** At least and at most, of the wait, the talk and the whole. */
export function DurationFields(parts: Parts) {
  const say = useSay();
  return (
    <>
      {rows.map(([title, least, most]) => (
        <fieldset class="field" key={title}>
          <legend class="label">
            {say(title)} <span class="faint">({say("calls.durationHint")})</span>
          </legend>
          <div class="pair">
            <DurationField {...parts} name={least} what={say(title)} bound={say("calls.atLeast")} />
            <DurationField {...parts} name={most} what={say(title)} bound={say("calls.atMost")} />
          </div>
        </fieldset>
      ))}
    </>
  );
}

function DurationField({
  filter: { durations },
  onChange,
  name,
  what,
  bound,
}: Parts & {
  readonly name: keyof CallFilter["durations"];
  readonly what: string;
  readonly bound: string;
}) {
  const say = useSay();
  const chosen = durations[name];
  const field = useShownText(chosen === undefined ? "" : durationText(chosen));
  return (
    <input
      class="input"
      {...field}
      aria-label={`${what}: ${bound}`}
      placeholder={bound}
      title={say("calls.durationHint")}
      onChange={({ currentTarget: input }) => {
        const isEmpty = input.value.trim() === "";
        const ms = isEmpty ? undefined : parseDuration(input.value);
        input.setCustomValidity(ms === undefined && !isEmpty ? say("calls.durationHint") : "");
        if (input.reportValidity()) onChange({ durations: { ...durations, [name]: ms } });
      }}
    />
  );
}
