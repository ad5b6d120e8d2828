/** Seconds that waits are counted by; other thresholds would need every call. */
export const waitThresholds = [
  5, 10, 15, 20, 30, 40, 45, 60, 90, 120, 180, 240, 300, 600, 900,
] as const;
