/** What the page says, in each language: English, Simplified Chinese. A `|` parts singular and plural. */
export type WordTable = Readonly<Record<string, readonly [en: string, zh: string]>>;

export type Language = "en" | "zh-CN";
