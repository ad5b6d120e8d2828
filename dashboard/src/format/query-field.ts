// Fields of an address's query; what is not of the form is as if it were not there.
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
  return {
    period: oneOfIn(query, "period", [...periods, "custom" as const]) ?? usual,
    from: wholeIn(query, "from"),
    to: wholeIn(query, "to"),
  };
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,16}$/.test(text) ? Number(text) : undefined;
}
