// Fields of an address's query; what is not of the form is as if it were not there, and leftOut() names it.
import { periods, type ChosenPeriod, type Period } from "./period.ts";

export function wholeIn(query: URLSearchParams, name: string): number | undefined {
  return wholeNumber(query.get(name));
}

export function wholesIn(query: URLSearchParams, name: string): readonly number[] {
  return query.getAll(name).flatMap((text) => wholeNumber(text) ?? []);
}

export function oneOfIn<Value extends string | number>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  return values.find((value) => String(value) === query.get(name));
}

export function periodIn(query: URLSearchParams, usual: Period): ChosenPeriod {
  const [from, to] = [instantIn(query, "from"), instantIn(query, "to")];
  const isBound = from !== undefined || to !== undefined;
  const named = oneOfIn(query, "period", [...periods, "custom" as const]);
  const period = named ?? (isBound ? "custom" : usual);
  return period === "custom" ? { period, from, to } : { period, from: undefined, to: undefined };
}

/** The fields that made no difference to what was read, as they are written: unknown, or not of the form. */
export function leftOut(
  text: string,
  read: (query: URLSearchParams) => Readonly<Record<string, unknown>>,
): readonly string[] {
  const fields = [...new URLSearchParams(text)];
  const whole = read(new URLSearchParams(fields));
  const isUsed = ([name, value]: readonly [string, string], index: number) => {
    // The tenant is the whole page's; a value may be what it would have been without being said.
    if (name === "tenant" || value === "" || String(whole[name]) === value) return true;
    const others = read(new URLSearchParams(fields.filter((_, other) => other !== index)));
    return JSON.stringify(others) !== JSON.stringify(whole);
  };
  return fields
    .filter((field, index) => !isUsed(field, index))
    .map(([name, value]) => `${name}=${value}`);
}

/** The last that a date can be, in every zone; epoch ms. */
const instantMax = 8_640_000_000_000_000 - 86_400_000;

function instantIn(query: URLSearchParams, name: string): number | undefined {
  const at = wholeIn(query, name);
  return at === undefined || at > instantMax ? undefined : at;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}
