/** A list as api commands print it: a line of names, a line a row, fields between bars; else undefined. */
export function readTable(
  body: string,
): readonly Readonly<Record<string, string | undefined>>[] | undefined {
  const [head = "", ...lines] = body.split("\n").filter((line) => line !== "" && line !== "+OK");
  const names = head.split("|");
  if (names.length < 2) return undefined;
  return lines.map((line) => {
    const fields = line.split("|");
    return Object.fromEntries(names.map((name, index) => [name, fields[index]]));
  });
}
