import { useEffect } from "preact/hooks";
import { useTenant } from "./contexts.ts";

/** Names the browser's tab after page and tenant. */
export function usePageTitle(title: string): void {
  const { name, tenant } = useTenant();
  useEffect(() => {
    document.title = `${title} · ${name === "" ? tenant : name} · Trunkline`;
  }, [title, name, tenant]);
}
