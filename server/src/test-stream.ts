// A reader of the live stream, for tests.
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { LiveChange, LiveMessage } from "@trunkline/contract";
import type { TestApi } from "./test-api.ts";

export type TestStream = AsyncDisposable & {
  readonly status: number;
  /** Stops reading from the socket, and goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** The next message; throws when the stream has ended. */
  readonly next: () => Promise<LiveMessage>;
  /** Reads on until a message of that event. */
  readonly until: <Event extends LiveMessage["event"]>(
    event: Event,
  ) => Promise<Extract<LiveMessage, { event: Event }>>;
};

export async function openStream(
  api: TestApi,
  query = "",
  {
    key = api.keys.readA,
    lastEventId = "",
  }: { readonly key?: string; readonly lastEventId?: string } = {},
): Promise<TestStream> {
  const sent = request(`${api.server.url}/v1/live/stream${query}`, {
    agent: false,
    headers: {
      authorization: `Bearer ${key}`,
      ...(lastEventId === "" ? {} : { "last-event-id": lastEventId }),
    },
  });
  sent.end();
  // The type of the event's argument is fixed by Node.
  const [reply] = (await once(sent, "response")) as [IncomingMessage];
  const messages = messagesOf(reply);
  const { socket } = reply;
  const next = async () => {
    const { value, done } = await messages.next();
    if (done === true) throw new Error("Cannot read a message: the stream has ended");
    return value;
  };
  return {
    status: reply.statusCode ?? 0,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    next,
    until: async (event) => {
      for (;;) {
        const message = await next();
        // The name of the event tells the type of its data.
        if (message.event === event)
          return message as Extract<LiveMessage, { event: typeof event }>;
      }
    },
    [Symbol.asyncDispose]: async () => {
      reply.destroy();
      sent.destroy();
      await Promise.resolve();
    },
  };
}

async function* messagesOf(reply: IncomingMessage): AsyncGenerator<LiveMessage, void, undefined> {
  let text = "";
  reply.setEncoding("utf8");
  for await (const chunk of reply) {
    text += String(chunk);
    const frames = text.split("\n\n");
    text = frames.pop() ?? "";
    for (const frame of frames) yield messageOf(frame);
  }
}

function messageOf(frame: string): LiveMessage {
  const fields: Record<string, string> = {};
  for (const line of frame.split("\n")) {
    const colon = line.indexOf(": ");
    fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  const { event, id, data = "" } = fields;
  // The contract says what each event's data is.
  return { event, id, data: JSON.parse(data) } as LiveMessage;
}

type Row = { readonly tenant: string; readonly id?: number | string; readonly callId?: string };
type Kind = "tenants" | "accessCodes" | "queues" | "agents" | "calls";
export type Rows = Map<string, Row>;

const kinds: readonly Kind[] = ["tenants", "accessCodes", "queues", "agents", "calls"];

/** Puts a snapshot's or a change's rows in the place of the former ones, as a client does. */
export function applyRows(rows: Rows, data: Partial<Record<Kind, readonly Row[]>>): void {
  for (const kind of kinds) {
    for (const row of data[kind] ?? []) {
      rows.set(`${kind} ${row.tenant} ${row.id ?? row.callId ?? ""}`, row);
    }
  }
}

export function applyChange(rows: Rows, change: LiveChange): void {
  applyRows(rows, change);
  for (const { kind, tenant, id } of change.gone ?? []) rows.delete(`${kind} ${tenant} ${id}`);
}
