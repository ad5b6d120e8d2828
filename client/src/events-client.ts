// Sends events to Trunkline.
import type { TrunklineEvent } from "@trunkline/contract";
import { TrunklineError } from "./trunkline-error.ts";

export type EventsReply = {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: readonly {
    readonly line: number;
    readonly field: string;
    readonly reason: string;
  }[];
};

/**
 * Posts events with a key of role `ingest`; resolves once what was accepted is on disk. Refused events
 * are named in the reply, they are not thrown.
 */
export async function postEvents(
  events: readonly TrunklineEvent[],
  options: { readonly url: string; readonly token: string; readonly signal?: AbortSignal },
): Promise<EventsReply> {
  const reply = await fetch(new URL("/v1/events", options.url), {
    method: "POST",
    headers: {
      "content-type": "application/x-ndjson",
      authorization: `Bearer ${options.token}`,
    },
    body: events.map((event) => JSON.stringify(event)).join("\n"),
    signal: options.signal ?? null,
  });
  // Data enters here; the contract says what the server answers.
  const answer = (await reply.json()) as EventsReply & { code?: string; detail?: string };
  if (Array.isArray(answer.refused)) return answer;
  throw new TrunklineError(answer.code ?? String(reply.status), answer.detail ?? "");
}
