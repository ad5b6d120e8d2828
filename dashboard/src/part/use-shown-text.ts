import { useLayoutEffect, useRef } from "preact/hooks";

/** Of a field that tells only what has been typed to its end: shows `text` whenever it changes, and keeps the focus. */
export function useShownText(text: string) {
  const ref = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (ref.current !== null) ref.current.value = text;
  }, [text]);
  // A field that comes later begins with it.
  return { ref, defaultValue: text };
}
