import { useEffect, useState } from "preact/hooks";
import { usePreferences } from "./contexts.ts";

/** The colours that are on. What is drawn with them is drawn anew when they change: by choice, or by the system at dusk. */
export function useScheme(): "light" | "dark" {
  const { theme } = usePreferences();
  const [isSystemDark, setSystemDark] = useState(() => darkSystem().matches);
  useEffect(() => {
    const system = darkSystem();
    const changed = () => setSystemDark(system.matches);
    changed();
    system.addEventListener("change", changed);
    return () => system.removeEventListener("change", changed);
  }, []);
  if (theme.value !== "system") return theme.value;
  return isSystemDark ? "dark" : "light";
}

function darkSystem(): MediaQueryList {
  return matchMedia("(prefers-color-scheme: dark)");
}
