import { useMemo } from "preact/hooks";
import { useNavigation } from "./contexts.ts";

type Field = string | number | undefined;

/** What the address asks, and how to ask otherwise: another question begins at its first page. */
export function useQuestion<Question extends Readonly<Record<string, Field>>>(
  read: (query: URLSearchParams) => Question,
): { readonly question: Question; readonly change: (part: Partial<Question>) => void } {
  const navigation = useNavigation();
  const query = navigation.query.value;
  const question = useMemo(() => read(new URLSearchParams(query)), [query]);
  const change = (part: Partial<Question>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries<Field>({ offset: 0, ...part })) {
      const isUsual = value === undefined || value === "" || (name === "offset" && value === 0);
      if (isUsual) next.delete(name);
      else next.set(name, String(value));
    }
    navigation.replaceQuery(next);
  };
  return { question, change };
}
