import { useMe } from "./contexts.ts";
import { sections, type Section } from "./place.ts";

/** The sections that the key's role may ask for. */
export function useSections(): readonly Section[] {
  const { role } = useMe().key;
  if (role === "admin") return sections;
  if (role === "live") return ["live"];
  return sections.filter((section) => section !== "operations");
}
