// Keys that work on every page, and the list of them. A control names its key by data-key.
import { useEffect } from "preact/hooks";
import { Dialog } from "../part/dialog.tsx";
import { useNavigation, usePreferences, useSay } from "./contexts.ts";
import type { Section } from "./place.ts";
import { useSections } from "./use-sections.ts";

const sectionKeys: Readonly<Record<Section, string>> = {
  live: "l",
  calls: "c",
  missed: "m",
  reports: "r",
  tasks: "t",
  operations: "o",
};

const chordMs = 1_500;

export function useShortcuts(onHelp: () => void): void {
  const navigation = useNavigation();
  const { theme } = usePreferences();
  const shown = useSections();
  useEffect(() => {
    const gone = new AbortController();
    let goAt = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
      const { key } = event;
      const isChord = event.timeStamp - goAt < chordMs;
      goAt = 0;
      const section = isChord ? shown.find((name) => sectionKeys[name] === key) : undefined;
      if (section !== undefined) navigation.go(`/${section}`);
      else if (key === "g") goAt = event.timeStamp;
      else if (key === "?") onHelp();
      else if (key === "d") theme.value = isDark() ? "light" : "dark";
      else if (key === "/") search(navigation.go, shown);
      else if (!pressControl(key)) return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press, { signal: gone.signal });
    return () => gone.abort();
  }, [navigation, shown.length]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function isDark(): boolean {
  return (
    getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (document.documentElement.dataset["theme"] === "system" &&
      matchMedia("(prefers-color-scheme: dark)").matches)
  );
}

/** The search of this page; where it has none, that of the calls. */
function search(go: (url: string) => void, shown: readonly Section[]): void {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  if (field !== null) {
    field.focus();
    field.select();
  } else if (shown.includes("calls")) go("/calls#search");
}

function pressControl(key: string): boolean {
  const control = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  control?.click();
  return control !== null;
}

export function ShortcutList({ onClose }: { readonly onClose: () => void }) {
  const say = useSay();
  const rows: readonly (readonly [keys: readonly string[], words: string])[] = [
    [["/"], say("keys.search")],
    ...useSections().map(
      (section) =>
        [["g", sectionKeys[section]], say("keys.go", { page: say(`nav.${section}`) })] as const,
    ),
    [["[", "]"], say("keys.pages")],
    [["f"], say("keys.full")],
    [["d"], say("keys.theme")],
    [["?"], say("keys.help")],
    [["Esc"], say("keys.close")],
  ];
  return (
    <Dialog title={say("keys.title")} onClose={onClose}>
      <dl class="key-list">
        {rows.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          {say("common.close")}
        </button>
      </form>
    </Dialog>
  );
}
