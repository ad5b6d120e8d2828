import { registryConformance } from "../registry.conformance.ts";
import { MemoryRegistry } from "./memory-registry.ts";

registryConformance({ name: "memory", open: () => new MemoryRegistry() });
