// The reference page of the export's columns, made from the contract: docs/reference/export-columns.md.
import { exportColumns } from "@trunkline/contract";
import { parquetTypes } from "./parquet-file.ts";

const introduction = `# Columns of an export

Made from \`contract/src/export-columns.ts\` by \`npm run docs\`; edit there.

The same columns in the same order in every format of \`GET /v1/export/calls\`. What did not happen, or is not
known, is null in NDJSON and Parquet and an empty cell in CSV; columns that say "always" never are. A time is epoch
ms in NDJSON and ISO 8601 in UTC in CSV. The numbers of \`callType\`, \`mediaType\`, \`leaveReason\` and
\`releaseCause\` are those of the CC-CMS code tables.

| column | what | there | Parquet |
| --- | --- | --- | --- |
`;

export function exportPage(): string {
  const rows = Object.entries(exportColumns).map(
    ([name, { kind, description, isNullable }]) =>
      `| \`${name}\` | ${description} | ${isNullable ? "" : "always"} | ${parquetTypes[kind]} |\n`,
  );
  return introduction + rows.join("");
}
