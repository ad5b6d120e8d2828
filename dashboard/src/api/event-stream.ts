export { EventStreamReader, type StreamEvent } from "@trunkline/client";
