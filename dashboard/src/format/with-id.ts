/** "Sales (5)", with the ID behind the name also where the name runs to the left: Unicode's isolates. */
export function withId(name: string, id: number | string): string {
  return `\u2068${name}\u2069 (${id})`;
}
