import type { Say } from "../../i18n/words.ts";
import type { Leg } from "./ribbon.ts";

export function deviceText({ kind, id, name, number }: Leg["device"], say: Say): string {
  if (name !== "") return name;
  return say(`call.device.${kind}`, { id: number ?? id ?? "" });
}
