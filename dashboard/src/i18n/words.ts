// Looks up what the page says, in the viewer's language.
import { callWords } from "./call-words.ts";
import { liveWords } from "./live-words.ts";
import { operationWords } from "./operation-words.ts";
import { reportWords } from "./report-words.ts";
import { shellWords } from "./shell-words.ts";
import type { Language } from "./word-table.ts";

export const words = {
  ...shellWords,
  ...liveWords,
  ...callWords,
  ...reportWords,
  ...operationWords,
} as const;

export type WordKey = keyof typeof words;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Fills<Key extends WordKey> = [NamesIn<(typeof words)[Key][0]>] extends [never]
  ? []
  : [fill: Readonly<Record<NamesIn<(typeof words)[Key][0]>, string | number>>];

export type Say = <Key extends WordKey>(key: Key, ...fills: Fills<Key>) => string;

/** `count` in a text picks between its singular and its plural. */
export function sayIn(language: Language): Say {
  return (key, ...fills) => {
    const entry = words[key];
    const text = language === "en" ? entry[0] : entry[1];
    // The rest parameter's type depends on the key: within, it is any record or none.
    const [fill = {}] = fills as readonly [Readonly<Record<string, string | number>>?];
    const [one = "", many = one] = text.split("|");
    const chosen = String(fill["count"]) === "1" ? one : many;
    return chosen.replace(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? ""));
  };
}
