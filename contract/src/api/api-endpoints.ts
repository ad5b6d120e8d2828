// Every endpoint of our own API.
import { getConsistency, getRefusedEvents } from "./admin.ts";
import { postEvents } from "./post-events.ts";

export const apiEndpoints = [postEvents, getConsistency, getRefusedEvents] as const;
