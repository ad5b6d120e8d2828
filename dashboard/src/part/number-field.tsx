import { plainNumber } from "../format/plain-number.ts";

/** Filters by a telephone number; the search shortcut leads to it. */
export function NumberField({
  label,
  number,
  onNumber,
}: {
  readonly label: string;
  readonly number: string;
  readonly onNumber: (number: string) => void;
}) {
  return (
    <input
      class="input caller"
      type="search"
      data-search
      inputMode="tel"
      aria-label={label}
      placeholder={label}
      value={number}
      onChange={({ currentTarget }) => onNumber(plainNumber(currentTarget.value))}
    />
  );
}
