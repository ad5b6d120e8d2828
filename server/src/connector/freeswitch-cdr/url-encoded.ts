/** As FreeSWITCH does it: these characters, and not twice. For tests. */
export function urlEncoded(text: string): string {
  return text.replaceAll(/%(?![0-9A-F]{2})|[\r\n #&+:;<=>?@[\\\]^`{|}"]|[^ -~]/gu, (char) =>
    [...Buffer.from(char)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
      .join(""),
  );
}
