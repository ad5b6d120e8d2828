export * from "./code-table.ts";
export * from "./event.ts";
export * from "./identifier.ts";
