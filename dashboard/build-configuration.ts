// How Vite builds the page; shared by build.ts and dev.ts.
import type { InlineConfig, Plugin } from "vite";

export function buildConfiguration(folder: string): InlineConfig {
  return {
    root: folder,
    configFile: false,
    logLevel: "warn",
    plugins: [plotInAnyLocale],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: "dist",
      target: "es2023",
      // An inlined file would be refused by the content security policy.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}

/**
 * uPlot gives Intl whatever the browser calls its language, while it is loaded. A browser on a bare Linux calls it
 * "en-US@posix", which Intl refuses, and the page would be empty. Our charts bring their own formats.
 */
const plotInAnyLocale: Plugin = {
  name: "plot-in-any-locale",
  transform: (code, id) => {
    if (!id.includes("/uPlot.esm.js")) return null;
    const open = code.replace(
      "new Intl.NumberFormat(domEnv ? nav.language : 'en-US')",
      "new Intl.NumberFormat('en')",
    );
    if (open === code)
      throw new Error("Cannot make uPlot independent of the locale: its text has changed");
    return { code: open, map: null };
  },
};
