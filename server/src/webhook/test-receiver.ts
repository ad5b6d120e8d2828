// A receiver of webhooks on this machine, for tests.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { WebhookMessage } from "@trunkline/contract";

export type Received = {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly message: WebhookMessage;
};

export type Receiver = AsyncDisposable & {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves once so many requests have come, since the beginning. */
  readonly reached: (count: number) => Promise<readonly Received[]>;
};

/** `answer` is told how many requests came before. */
export async function openReceiver(
  answer: (response: ServerResponse, received: Received, before: number) => void = accept,
): Promise<Receiver> {
  const received: Received[] = [];
  const steps = openSteps();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      // What is received is checked against its schema by a test of its own.
      const message = JSON.parse(body) as WebhookMessage;
      const id = String(request.headers["webhook-id"]);
      const taken = { id, headers: request.headers, body, message };
      received.push(taken);
      answer(response, taken, received.length - 1);
      steps.step();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A listening TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/calls`,
    received,
    reached: async (count) => {
      await steps.reached(count);
      return received;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function accept(response: ServerResponse): void {
  response.writeHead(204).end();
}

export function refuse(response: ServerResponse): void {
  response.writeHead(500).end();
}

export type Steps = {
  readonly step: () => void;
  readonly reached: (count: number) => Promise<void>;
};

/** Counts, and tells who waits for a number. */
export function openSteps(): Steps {
  let count = 0;
  const waiting: { readonly wanted: number; readonly resolve: () => void }[] = [];
  return {
    step: () => {
      count += 1;
      for (const { wanted, resolve } of waiting) if (wanted <= count) resolve();
    },
    reached: (wanted) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (wanted <= count) resolve();
      else waiting.push({ wanted, resolve });
      return promise;
    },
  };
}
