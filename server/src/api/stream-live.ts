// GET /v1/live/stream: a request into a reader of the live feed.
import { streamKinds, streamLive } from "@trunkline/contract";
import { tenantsOf } from "../access/scope.ts";
import type { Registry, Role } from "../storage/registry.ts";
import type { Asker } from "./api-handler.ts";
import type { LiveFeed } from "./live-feed.ts";
import { requestReader, type SentRequest } from "./request-reader.ts";
import type { StreamOutbox } from "./stream-outbox.ts";
import { tenantsOfRequest } from "./tenants-of-request.ts";
import type { StreamKind } from "./tenant-feed.ts";

export type StreamLiveParts = {
  readonly registry: Pick<Registry, "tenant" | "tenants">;
  readonly feed: LiveFeed;
  readonly masksNumbers: (role: Role) => boolean;
};

export type LiveStream = {
  /** As asked, for the audit log. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly open: (mayGoOn: () => boolean) => Promise<StreamOutbox>;
  readonly close: (outbox: StreamOutbox) => void;
};

export type StreamLiveHandler = (
  asker: Asker,
  sent: SentRequest & { readonly lastEventId: string },
) => LiveStream;

const defaultKinds: readonly StreamKind[] = streamKinds.filter((kind) => kind !== "calls");

export function streamLiveHandler(parts: StreamLiveParts): StreamLiveHandler {
  const { registry, feed, masksNumbers } = parts;
  const read = requestReader(streamLive);
  return ({ key, role, scope }, sent) => {
    // The reader is made from the schema of these very fields.
    const fields = read(sent) as {
      readonly tenant?: readonly string[];
      readonly kinds?: readonly StreamKind[];
      readonly lastEventId?: string;
    };
    const asked = tenantsOfRequest(registry, scope, fields.tenant);
    const isForAll = scope.kind === "global" && fields.tenant === undefined;
    return {
      fields,
      open: (mayGoOn) =>
        feed.open({
          tenants: isForAll ? () => tenantsOf(registry, scope) : () => asked,
          isForAll,
          kinds: new Set(fields.kinds ?? defaultKinds),
          isMasked: masksNumbers(role),
          lastEventId: sent.lastEventId || (fields.lastEventId ?? ""),
          key,
          mayGoOn,
        }),
      close: (outbox) => feed.close(outbox),
    };
  };
}
