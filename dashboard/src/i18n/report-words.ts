import type { WordTable } from "./word-table.ts";

export const reportWords = {
} as const satisfies WordTable;
