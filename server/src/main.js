#!/usr/bin/env node
// @ts-check
// JavaScript, as what it imports first: TypeScript is compiled only where the cache has not got it, and what compiles
// it takes 20 MiB.
import "./compile-cache.js";

const { runMain } = await import("./run-main.ts");
await runMain();
