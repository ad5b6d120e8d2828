// Bearer keys: who may ask and send; made, rotated and revoked here as on the command line.
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useMe, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { Empty, Failure, Loading } from "../../part/notice.tsx";
import { useReply } from "../../part/use-reply.ts";
import { KeyDialog, type KeyDeed } from "./key-dialog.tsx";

export type ApiKey = ReplyOf<"listBearerKeys">["keys"][number];

export function ApiKeys() {
  const say = useSay();
  const api = useApi();
  const [deed, setDeed] = useState<KeyDeed>();
  const asked = useReply("keys", (signal) => api.ask("listBearerKeys", {}, signal));
  const { value, error } = asked;
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
      {error !== undefined ? (
        <Failure {...asked} />
      ) : value === undefined ? (
        <Loading />
      ) : value.keys.length === 0 ? (
        <Empty title={say("apiKeys.empty")} />
      ) : (
        <KeyTable keys={value.keys} onDeed={setDeed} />
      )}
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
    <div class="scroll" tabIndex={0} role="region" aria-label={say("apiKeys.title")}>
      <table class="table">
        <caption class="unseen">{say("apiKeys.title")}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {say(`apiKeys.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Line key={key.id} apiKey={key} onDeed={onDeed} />
          ))}
        </tbody>
      </table>
    </div>
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
      <th scope="row" class="tight">
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
