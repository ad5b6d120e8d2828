// Where in the page one is, and the URL that says so.
import type { Navigation } from "./navigation.ts";

export const sections = ["live", "calls", "missed", "reports", "tasks", "operations"] as const;
export type Section = (typeof sections)[number];

export type Place =
  | { readonly kind: Section }
  | { readonly kind: "call"; readonly tenant: string; readonly callId: string }
  | { readonly kind: "unknown" };

export function placeOf(path: string): Place {
  const [section = "", ...rest] = path.split("/").filter((part) => part !== "");
  if (section === "") return { kind: "live" };
  if (section === "calls" && rest.length === 3) {
    const [ccId = "", vdn = "", callId = ""] = rest.map(decode);
    return { kind: "call", tenant: `${ccId}/${vdn}`, callId };
  }
  const found = sections.find((name) => name === section);
  return found === undefined || rest.length > 0 ? { kind: "unknown" } : { kind: found };
}

/** The tenant that an address is about: a call's own, else the one asked for; "" = it names none. */
export function tenantIn({ path, query }: Pick<Navigation, "path" | "query">): string {
  const place = placeOf(path.value);
  if (place.kind === "call") return place.tenant;
  return new URLSearchParams(query.value).get("tenant") ?? "";
}

export function callPath({ tenant, callId }: { tenant: string; callId: string }): string {
  return `/calls/${tenant}/${encodeURIComponent(callId)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
