// Events with their phone numbers changed, to set them beside those of an anonymised recording; for tests.
import type { TrunklineEvent } from "@trunkline/contract";
import type { Disguise } from "./disguise.ts";

const numberFields = /^(?:callerNo|calleeNo|originalCalleeNo|number|caller|called|\w+Present)$/;

export function withNumbers(
  events: readonly TrunklineEvent[],
  disguise: Disguise,
): readonly TrunklineEvent[] {
  const text = JSON.stringify(events, (key, value: unknown) =>
    numberFields.test(key) && typeof value === "string" ? disguise.number(value) : value,
  );
  // Events in, and only texts of them changed.
  return JSON.parse(text) as readonly TrunklineEvent[];
}
