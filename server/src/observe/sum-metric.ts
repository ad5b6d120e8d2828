// A counter of what is counted elsewhere, read when it is scraped.
import { Counter, type Registry } from "prom-client";

export function addSum<Label extends string>(
  registers: Registry[],
  options: {
    readonly name: string;
    readonly help: string;
    readonly labelNames?: readonly Label[];
    readonly read: () => readonly {
      readonly labels: Record<Label, string>;
      readonly sum: number;
    }[];
  },
): void {
  const { name, help, labelNames = [], read } = options;
  const counter: Counter<Label> = new Counter({
    ...{ name, help, labelNames, registers },
    collect: () => {
      counter.reset();
      for (const { labels, sum } of read()) counter.inc(labels, sum);
    },
  });
}
