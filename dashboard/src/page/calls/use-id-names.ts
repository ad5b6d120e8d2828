// What the IDs of a filter are called: by the tenant's directory, or by the code tables.
import { useFormat } from "../../app/contexts.ts";
import type { Directory } from "../../app/use-directory.ts";
import { withId } from "../../format/with-id.ts";
import { codeTables } from "../../i18n/code-words.ts";
import type { CallFilter, FilterChange, IdList } from "./call-filter.ts";

/** What every part of the filter is given. */
export type FilterParts = {
  readonly filter: CallFilter;
  readonly directory: Directory;
  readonly onChange: FilterChange;
};

export const listLabels = {
  skillId: "calls.queue",
  innoId: "calls.accessCode",
  agentId: "calls.agent",
  mediaType: "calls.media",
  leaveReason: "calls.leaveReason",
} as const;

export function useIdNames(
  directory: Directory,
): Readonly<Record<IdList, ReadonlyMap<number, string>>> {
  const { language } = useFormat();
  const named = (entries: readonly { readonly id: number; readonly name: string }[] = []) =>
    new Map(entries.map(({ id, name }) => [id, name === "" ? String(id) : withId(name, id)]));
  const coded = (table: keyof typeof codeTables) =>
    new Map(
      Object.entries(codeTables[table]).map(([code, [english, chinese]]) => [
        Number(code),
        language === "en" ? english : chinese,
      ]),
    );
  const codes = directory?.accessCodes.map(({ id, number, description }) => {
    return { id, name: description === "" ? number : `${description}, ${number}` };
  });
  return {
    skillId: named(directory?.queues),
    innoId: named(codes),
    agentId: named(directory?.agents),
    mediaType: coded("mediaTypes"),
    leaveReason: coded("leaveReasons"),
  };
}
