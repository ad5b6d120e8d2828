#!/usr/bin/env node
import "./compile-cache.ts";

const { runMain } = await import("./run-main.ts");
await runMain();
