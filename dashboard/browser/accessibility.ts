// What axe-core finds on a page that keeps people out.
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/** One line each, with the place; empty = none. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Told to the browser itself: the page's content security policy lets no other script in.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    // Set by the line before.
    const { axe } = globalThis as unknown as {
      readonly axe: { readonly run: (context: Node, options: object) => Promise<AxeResults> };
    };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, impact, nodes }) =>
      impact === "serious" || impact === "critical"
        ? nodes.map(
            ({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary ?? ""}`,
          )
        : [],
    );
  });
  return found;
}
