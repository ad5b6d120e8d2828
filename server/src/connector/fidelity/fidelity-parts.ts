// The PBXs whose files are compared with their live connection.
import { asteriskFidelity } from "./asterisk-fidelity.ts";
import type { FidelityPart } from "./fidelity-page.ts";
import { freeswitchFidelity } from "./freeswitch-fidelity.ts";

export async function fidelityParts(): Promise<readonly FidelityPart[]> {
  return [await asteriskFidelity(), await freeswitchFidelity()];
}
