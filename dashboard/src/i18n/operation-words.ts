import type { WordTable } from "./word-table.ts";

export const operationWords = {
} as const satisfies WordTable;
