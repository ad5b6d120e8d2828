// When a wait or a service level deserves attention.
import { usePreferences, useSay } from "../../app/contexts.ts";
import type { WaitThresholds } from "../../app/preferences.ts";
import { Popover } from "../../part/popover.tsx";

export function ThresholdSheet() {
  const say = useSay();
  const { thresholds } = usePreferences();
  const { warnSeconds, alarmSeconds, levelTarget } = thresholds.value;
  const change = (part: Partial<WaitThresholds>) => {
    thresholds.value = { ...thresholds.value, ...part };
  };
  return (
    <Popover label={say("live.thresholds")} icon="settings">
      {() => (
        <>
          <NumberField
            words={say("live.warnAfter")}
            value={warnSeconds}
            onValue={(value) => change({ warnSeconds: value })}
          />
          <NumberField
            words={say("live.alarmAfter")}
            value={alarmSeconds}
            onValue={(value) => change({ alarmSeconds: value })}
          />
          <NumberField
            words={say("live.levelTarget")}
            value={Math.round(levelTarget * 100)}
            most={100}
            onValue={(value) => change({ levelTarget: value / 100 })}
          />
        </>
      )}
    </Popover>
  );
}

function NumberField({
  words,
  value,
  most = 86_400,
  onValue,
}: {
  readonly words: string;
  readonly value: number;
  readonly most?: number;
  readonly onValue: (value: number) => void;
}) {
  return (
    <label class="field">
      <span>{words}</span>
      <input
        class="input"
        type="number"
        required
        min={0}
        max={most}
        value={value}
        onChange={({ currentTarget }) => {
          // What is not taken is said: the sheet would close as if it were.
          if (currentTarget.reportValidity()) onValue(currentTarget.valueAsNumber);
        }}
      />
    </label>
  );
}
