// Bearer keys: who may ask and send; made, rotated and revoked here as on the command line.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useMe, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { Answer, Empty } from "../../part/notice.tsx";
import { Table } from "../../part/table.tsx";
import { useReply } from "../../part/use-reply.ts";
import { KeyDialog, type KeyDeed } from "./key-dialog.tsx";

export type ApiKey = ReplyOf<"listBearerKeys">["keys"][number];

export function ApiKeys() {
  const say = useSay();
  const api = useApi();
  const [deed, setDeed] = useState<KeyDeed>();
  const asked = useReply("keys", (signal) => api.ask("listBearerKeys", {}, signal));
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{say("apiKeys.title")}</h2>
        <div class="end">
          <button type="button" class="button" onClick={() => setDeed({ kind: "make" })}>
            {say("apiKeys.make")}
          </button>
        </div>
      </header>
      <Answer asked={asked}>
        {({ keys }) =>
          keys.length === 0 ? (
            <Empty title={say("apiKeys.empty")} />
          ) : (
            <KeyTable keys={keys} onDeed={setDeed} />
          )
        }
      </Answer>
      {deed === undefined ? null : (
        <KeyDialog deed={deed} onDone={asked.again} onClose={() => setDeed(undefined)} />
      )}
    </section>
  );
}

function KeyTable({
  keys,
  onDeed,
}: {
  readonly keys: readonly ApiKey[];
  readonly onDeed: (deed: KeyDeed) => void;
}) {
  const say = useSay();
  const columns = ["name", "role", "tenants", "created", "used", "expires", "actions"] as const;
  return (
    <Table title={say("apiKeys.title")} columns={columns.map((column) => say(`apiKeys.${column}`))}>
      {keys.map((key) => (
        <Line key={key.id} apiKey={key} onDeed={onDeed} />
      ))}
    </Table>
  );
}

function Line({
  apiKey,
  onDeed,
}: {
  readonly apiKey: ApiKey;
  readonly onDeed: (deed: KeyDeed) => void;
}) {
  const say = useSay();
  const format = useFormat();
  const isOwn = useMe().key.id === apiKey.id;
  const { name, id, role, isGlobal, tenants, createdAt, lastUsedAt, expiresAt } = apiKey;
  return (
    <tr>
      <th scope="row" class="named">
        {name === "" ? id : name} {isOwn ? <span class="tag">{say("apiKeys.own")}</span> : null}
      </th>
      <td class="tight">{role}</td>
      <td>{isGlobal ? say("apiKeys.global") : tenants.join(", ")}</td>
      <td class="tight">{format.dateTime(createdAt)}</td>
      <td class="tight">{lastUsedAt === null ? nothing : format.dateTime(lastUsedAt)}</td>
      <td class="tight">
        {expiresAt === null ? say("apiKeys.never") : format.dateTime(expiresAt)}
      </td>
      <td class="tight">
        {isOwn
          ? null
          : (["rotate", "revoke"] as const).map((kind) => (
              <button
                key={kind}
                type="button"
                class={kind === "revoke" ? "button quiet danger" : "button quiet"}
                aria-label={`${say(`apiKeys.${kind}`)}: ${name === "" ? id : name}`}
                onClick={() => onDeed({ kind, key: apiKey })}
              >
                {say(`apiKeys.${kind}`)}
              </button>
            ))}
      </td>
    </tr>
  );
}
