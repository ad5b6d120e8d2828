// How soon a page that has been opened was painted, and what was loaded for it.
import type { Page } from "playwright-core";

export async function paintOf(page: Page) {
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType(
      "navigation",
    ) as PerformanceNavigationTiming[];
    const assets = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    const loaded = assets.filter(({ name }) => name.includes("/assets/"));
    return {
      firstPaintMs: Math.round(paint ?? 0),
      files: loaded.length,
      bytesLoaded:
        loaded.reduce((sum, { transferSize }) => sum + transferSize, 0) +
        (navigation?.transferSize ?? 0),
    };
  });
}
