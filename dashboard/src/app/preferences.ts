// What the viewer chose, kept in the browser.
import { effect, signal, type Signal } from "@preact/signals";
import type { Language } from "../i18n/word-table.ts";

export type Theme = "system" | "light" | "dark";
export type ZoneChoice = "tenant" | "viewer";

export type WaitThresholds = {
  readonly warnSeconds: number;
  readonly alarmSeconds: number;
  /** 0..1 */
  readonly levelTarget: number;
};

type Values = {
  readonly theme: Theme;
  readonly language: Language;
  readonly zone: ZoneChoice;
  readonly tenant: string;
  readonly thresholds: WaitThresholds;
  readonly liveView: "cards" | "table";
  /** Columns of the list of calls; empty = the usual ones. */
  readonly columns: readonly string[];
};

export type Preferences = { readonly [Name in keyof Values]: Signal<Values[Name]> };

export type TextStore = Pick<Storage, "getItem" | "setItem">;

const storeKey = "trunkline.preferences";

export function openPreferences(store: TextStore, languages: readonly string[]): Preferences {
  const kept = readKept(store);
  const values: Values = {
    theme: "system",
    language: languages.find(isKnown)?.startsWith("zh") === true ? "zh-CN" : "en",
    zone: "tenant",
    tenant: "",
    thresholds: { warnSeconds: 30, alarmSeconds: 120, levelTarget: 0.8 },
    liveView: "cards",
    columns: [],
    ...kept,
  };
  const preferences: Preferences = {
    theme: signal(values.theme),
    language: signal(values.language),
    zone: signal(values.zone),
    tenant: signal(values.tenant),
    thresholds: signal(values.thresholds),
    liveView: signal(values.liveView),
    columns: signal(values.columns),
  };
  for (const [name, chosen] of Object.entries(preferences)) {
    let isFirst = true;
    effect(() => {
      const { value } = chosen;
      // Alone, beside what is kept now: another tab may have chosen something else meanwhile.
      if (!isFirst) store.setItem(storeKey, JSON.stringify({ ...readKept(store), [name]: value }));
      isFirst = false;
    });
  }
  return preferences;
}

function isKnown(language: string): boolean {
  return /^(?:en|zh)\b/.test(language);
}

function readKept(store: TextStore): Partial<Values> {
  try {
    const kept: unknown = JSON.parse(store.getItem(storeKey) ?? "{}");
    // Nobody but this page writes it.
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}
