// Telephone numbers as PBXs write them.

const lengthMax = 64;
const dialable = /^[+*#0-9]+$/;

/** As much of it as a record has room for. */
export function cutNumber(text: string): string {
  return text.slice(0, lengthMax);
}

export function isDialable(text: string): boolean {
  return dialable.test(text);
}

/** "13612345678@carrier", "sofia/gateway/carrier/13612345678", "trunk/sip:1001@host:5060": its number; "" when there is none. */
export function dialledNumber(dialString: string): string {
  const user =
    dialString
      .split("@")[0]
      ?.split("/")
      .at(-1)
      ?.replace(/^sips?:/, "") ?? "";
  return isDialable(user) ? cutNumber(user) : "";
}
