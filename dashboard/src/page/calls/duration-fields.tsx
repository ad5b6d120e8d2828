import { useSay } from "../../app/contexts.ts";
import { durationText, parseDuration } from "../../format/duration.ts";
import type { CallFilter, FilterChange } from "./call-filter.ts";

const rows = [
  ["calls.waited", "waitMsMin", "waitMsMax"],
  ["calls.talked", "talkMsMin", "talkMsMax"],
  ["calls.lasted", "durationMsMin", "durationMsMax"],
] as const;

/** At least and at most, of the wait, the talk and the whole. */
export function DurationFields({
  filter,
  onChange,
}: {
  readonly filter: CallFilter;
  readonly onChange: FilterChange;
}) {
  const say = useSay();
  const field = (name: keyof CallFilter["durations"], what: string, bound: string) => (
    <input
      // Drawn anew when the filter is taken away elsewhere.
      key={filter.durations[name]}
      class="input"
      aria-label={`${what}: ${bound}`}
      placeholder={bound}
      title={say("calls.durationHint")}
      defaultValue={
        filter.durations[name] === undefined ? "" : durationText(filter.durations[name])
      }
      onChange={({ currentTarget: input }) => {
        const ms = input.value.trim() === "" ? undefined : parseDuration(input.value);
        input.setCustomValidity(
          ms === undefined && input.value.trim() !== "" ? say("calls.durationHint") : "",
        );
        if (input.reportValidity()) onChange({ durations: { ...filter.durations, [name]: ms } });
      }}
    />
  );
  return (
    <>
      {rows.map(([title, least, most]) => (
        <fieldset class="field" key={title}>
          <legend class="label">
            {say(title)} <span class="faint">({say("calls.durationHint")})</span>
          </legend>
          <div class="pair">
            {field(least, say(title), say("calls.atLeast"))}
            {field(most, say(title), say("calls.atMost"))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
