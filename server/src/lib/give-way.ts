import { getPriority, setPriority } from "node:os";

/** Of 19: enough to leave the processor to the other threads whenever they have work. */
const nice = 10;

/** From here on the thread that calls it has its turn after the others. On Linux alone a thread has a priority of its own. */
export function giveWay(): void {
  if (process.platform !== "linux") return;
  try {
    setPriority(Math.max(nice, getPriority()));
  } catch {
    // Whoever runs the server forbids it: then it has its turn like the others.
  }
}
