export function Select({
  label,
  value,
  options,
  isLabelShown = false,
  onValue,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly isLabelShown?: boolean;
  readonly onValue: (value: string) => void;
}) {
  return (
    <label class={isLabelShown ? "field" : ""}>
      <span class={isLabelShown ? "" : "unseen"}>{label}</span>
      <select
        class="input"
        value={value}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
      >
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
