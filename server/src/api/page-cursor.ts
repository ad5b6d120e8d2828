// The place in a list as clients carry it: opaque to them, checked when it comes back.
import { ApiProblem } from "./api-problem.ts";

/** `list` names what the place is in: another list, or another order, refuses the cursor. */
export function cursorText(list: string, place: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString("base64url");
}

/** As many numbers and texts as `form` has, of its types. */
export function placeOfCursor<const Form extends readonly ("number" | "string")[]>(
  list: string,
  form: Form,
  text: string,
): { -readonly [Index in keyof Form]: Form[Index] extends "number" ? number : string } {
  const [name, ...place] = partsOf(text);
  const fits =
    name === list &&
    place.length === form.length &&
    place.every((part, index) => typeof part === form[index] && part !== null);
  if (!fits) {
    throw new ApiProblem(
      "invalidCursor",
      "'cursor' must be the nextCursor of a page of this very list, with the same order",
      "cursor",
    );
  }
  // Checked above, element by element.
  return place as {
    -readonly [Index in keyof Form]: Form[Index] extends "number" ? number : string;
  };
}

function partsOf(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

export function refuseBoth({
  cursor,
  offset,
}: {
  readonly cursor?: string;
  readonly offset?: number;
}): void {
  if (cursor === undefined || offset === undefined) return;
  throw new ApiProblem("invalidField", "'offset' must be absent beside 'cursor'", "offset");
}
