import { historyConformance } from "../history.conformance.ts";
import { MemoryHistory } from "./memory-history.ts";

historyConformance({ name: "memory", open: () => Promise.resolve(new MemoryHistory()) });
