// Who calls and who is called: many numbers seldom, a few very often, some unknown.
import type { Random } from "./random.ts";

const hotNumbers = 5;
const hotChance = 0.006;
const anonymousChance = 0.025;
/** Above 1: some call more often than others. */
const skew = 1.5;
const fewestCustomers = 200;
const customersPerDailyCall = 5;

export class Callers {
  readonly #random: Random;
  readonly #customers: number;

  constructor(options: { readonly random: Random; readonly callsPerDay: number }) {
    this.#random = options.random;
    this.#customers = Math.max(
      fewestCustomers,
      Math.round(options.callsPerDay * customersPerDailyCall),
    );
  }

  /** "" when the caller hides the number. */
  caller(): string {
    const random = this.#random;
    if (random.chance(anonymousChance)) return "";
    if (random.chance(hotChance)) return hotNumber(random.below(hotNumbers));
    return this.customer();
  }

  customer(): string {
    const index = Math.floor(this.#random.next() ** skew * this.#customers);
    return `99910${String(index).padStart(8, "0")}`;
  }
}

/** Numbers that call again and again. */
export function hotNumber(index: number): string {
  return `9991555500${index}0`;
}

export function outsideNumber(random: Random): string {
  return `99930${String(random.below(500)).padStart(8, "0")}`;
}
