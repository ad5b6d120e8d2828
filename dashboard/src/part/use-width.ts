import { useEffect, useRef, useState } from "preact/hooks";

/** The width of an element as it is now; `first` until it has been drawn. */
export function useWidth<Shape extends HTMLElement>(first: number) {
  const ref = useRef<Shape>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  return { ref, width };
}
