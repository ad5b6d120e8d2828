// Webhooks: whether they are taken, and the messages that were given up.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { Dialog } from "../../part/dialog.tsx";
import { LevelMark } from "../../part/level-mark.tsx";
import { Answer, Empty } from "../../part/notice.tsx";
import { Table } from "../../part/table.tsx";
import { useReply } from "../../part/use-reply.ts";

type Webhook = ReplyOf<"listWebhooks">["webhooks"][number];
type Delivery = ReplyOf<"getWebhookDeliveries">["deliveries"][number];

const everyMs = 15_000;
const parkedRows = 50;

export function Webhooks() {
  const say = useSay();
  const api = useApi();
  const [opened, setOpened] = useState<Webhook>();
  const asked = useReply("webhooks", (signal) => api.ask("listWebhooks", {}, signal), { everyMs });
  return (
    <section class="panel">
      <h2 class="panel-head">{say("webhooks.title")}</h2>
      <Answer asked={asked}>
        {({ webhooks }) =>
          webhooks.length === 0 ? (
            <Empty title={say("webhooks.empty")}>
              <p>{say("webhooks.emptyHint")}</p>
            </Empty>
          ) : (
            <WebhookTable webhooks={webhooks} onOpen={setOpened} />
          )
        }
      </Answer>
      {opened === undefined ? null : (
        <ParkedDialog webhook={opened} onClose={() => setOpened(undefined)} />
      )}
    </section>
  );
}

function WebhookTable({
  webhooks,
  onOpen,
}: {
  readonly webhooks: readonly Webhook[];
  readonly onOpen: (webhook: Webhook) => void;
}) {
  const say = useSay();
  return (
    <Table
      title={say("webhooks.title")}
      columns={[
        say("webhooks.address"),
        say("apiKeys.tenants"),
        say("webhooks.kinds"),
        say("sources.state"),
        say("webhooks.lastDelivered"),
        [say("webhooks.pending"), "number"],
        [say("webhooks.parked"), "number"],
      ]}
    >
      {webhooks.map((webhook) => (
        <Line key={webhook.id} webhook={webhook} onOpen={onOpen} />
      ))}
    </Table>
  );
}

function Line({
  webhook,
  onOpen,
}: {
  readonly webhook: Webhook;
  readonly onOpen: (webhook: Webhook) => void;
}) {
  const say = useSay();
  const format = useFormat();
  const { url, description, tenant, kinds, lastDeliveredAt, pending, parked } = webhook;
  return (
    <tr>
      <th scope="row">
        {url} <span class="faint">{description}</span>
      </th>
      <td class="tight">{tenant}</td>
      <td>
        <code>{kinds.join(", ")}</code>
      </td>
      <td>
        <Standing webhook={webhook} />
      </td>
      <td class="tight">{lastDeliveredAt === null ? nothing : format.dateTime(lastDeliveredAt)}</td>
      <td class="number">{format.count(pending)}</td>
      <td class="number">
        {parked === 0 ? (
          format.count(parked)
        ) : (
          <button
            type="button"
            class="pick"
            aria-label={`${say("webhooks.parked")}: ${format.count(parked)}, ${url}`}
            onClick={() => onOpen(webhook)}
          >
            {format.count(parked)}
          </button>
        )}
      </td>
    </tr>
  );
}

function Standing({ webhook }: { readonly webhook: Webhook }) {
  const say = useSay();
  if (webhook.isEnabled) return <LevelMark level="good">{say("webhooks.on")}</LevelMark>;
  const { disabledBecause } = webhook;
  return (
    <LevelMark level="bad">
      {disabledBecause === "" ? say("webhooks.off") : disabledBecause}
    </LevelMark>
  );
}

function ParkedDialog({
  webhook: { id, url },
  onClose,
}: {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const asked = useReply(id, (signal) =>
    api.ask("getWebhookDeliveries", { id, state: ["parked"], limit: parkedRows }, signal),
  );
  return (
    <Dialog title={say("webhooks.parkedTitle", { url })} onClose={onClose} isWide>
      <p class="soft">{say("webhooks.parkedHint")}</p>
      <Answer asked={asked}>{({ deliveries }) => <ParkedTable deliveries={deliveries} />}</Answer>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {say("common.close")}
        </button>
      </div>
    </Dialog>
  );
}

function ParkedTable({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const say = useSay();
  const format = useFormat();
  return (
    <Table
      title={say("webhooks.parked")}
      columns={[
        say("webhooks.queued"),
        say("webhooks.kinds"),
        [say("webhooks.attempts"), "number"],
        say("webhooks.lastTried"),
        say("sources.error"),
      ]}
    >
      {deliveries.map(({ messageId, type, queuedAt, attempts, lastAttemptAt, lastError }) => (
        <tr key={messageId}>
          <td class="tight">{format.dateTime(queuedAt)}</td>
          <td class="tight">
            <code>{type}</code>
          </td>
          <td class="number">{format.count(attempts)}</td>
          <td class="tight">{lastAttemptAt === null ? nothing : format.dateTime(lastAttemptAt)}</td>
          <td class="wide">{lastError}</td>
        </tr>
      ))}
    </Table>
  );
}
