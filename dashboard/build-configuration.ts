// How Vite builds the page; shared by build.ts and dev.ts.
import type { InlineConfig } from "vite";

export function buildConfiguration(folder: string): InlineConfig {
  return {
    root: folder,
    configFile: false,
    logLevel: "warn",
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
