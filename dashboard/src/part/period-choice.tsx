// A period by name, or from ... to ... by the clock of the zone on show.
import { useClock, useFormat, useSay } from "../app/contexts.ts";
import { periods, rangeOf, type ChosenPeriod } from "../format/period.ts";

export function PeriodChoice({
  chosen: { period, from, to },
  onChange,
}: {
  readonly chosen: ChosenPeriod;
  readonly onChange: (change: ChosenPeriod) => void;
}) {
  const say = useSay();
  const { zone } = useFormat();
  const clock = useClock();
  const choose = (value: string) => {
    const named = periods.find((name) => name === value);
    if (named !== undefined) return onChange({ period: named, from: undefined, to: undefined });
    // Begins with what was on show.
    const range = period === "custom" ? { from, to } : rangeOf(period, clock.now.peek(), zone);
    return onChange({ period: "custom", ...range });
  };
  return (
    <>
      <label>
        <span class="unseen">{say("range.label")}</span>
        <select
          class="input"
          value={period}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {[...periods, "custom" as const].map((name) => (
            <option key={name} value={name}>
              {say(`range.${name}`)}
            </option>
          ))}
        </select>
      </label>
      {period === "custom" ? (
        <span class="from-to">
          {(["from", "to"] as const).map((end) => {
            const shown = end === "from" ? from : to;
            return (
              <label key={end}>
                <span class="label">{say(`common.${end}`)}</span>
                <input
                  class="input"
                  type="datetime-local"
                  value={shown === undefined ? "" : zone.localText(shown)}
                  onChange={({ currentTarget: { value } }) => {
                    const at = zone.instantOf(value);
                    // A year that is being typed, 0202, is none yet: told, it would empty the field.
                    if (at === undefined || at >= 0) onChange({ period, from, to, [end]: at });
                  }}
                />
              </label>
            );
          })}
        </span>
      ) : null}
    </>
  );
}
