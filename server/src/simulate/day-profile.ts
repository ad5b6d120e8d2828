/** office: two peaks on weekdays, quiet nights. lively: the same, never idle. flat: always the same. */
export type ProfileName = "office" | "lively" | "flat";
