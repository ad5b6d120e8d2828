// Keys and apps of the CC-CMS interfaces, with their last use: which client still comes with which.
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { Answer, Empty } from "../../part/notice.tsx";
import { Table } from "../../part/table.tsx";
import { useReply } from "../../part/use-reply.ts";

type Scoped = Pick<
  ReplyOf<"listAccessKeys">["keys"][number],
  "isGlobal" | "tenants" | "lastUsedAt"
>;
type CmsKey = Scoped & { readonly name: string; readonly kind: "accessKey" | "app" };

export function CmsKeys() {
  const say = useSay();
  const api = useApi();
  const asked = useReply("cmsKeys", async (signal): Promise<readonly CmsKey[]> => {
    const [{ keys }, { apps }] = await Promise.all([
      api.ask("listAccessKeys", {}, signal),
      api.ask("listApps", {}, signal),
    ]);
    return [
      ...keys.map(({ ak, ...key }) => ({ ...key, name: ak, kind: "accessKey" as const })),
      ...apps.map(({ appKey, ...app }) => ({ ...app, name: appKey, kind: "app" as const })),
    ];
  });
  return (
    <section class="panel">
      <h2 class="panel-head">{say("cmsKeys.title")}</h2>
      <Answer asked={asked}>
        {(keys) =>
          keys.length === 0 ? <Empty title={say("cmsKeys.empty")} /> : <CmsKeyTable keys={keys} />
        }
      </Answer>
    </section>
  );
}

function CmsKeyTable({ keys }: { readonly keys: readonly CmsKey[] }) {
  const say = useSay();
  const format = useFormat();
  return (
    <Table
      title={say("cmsKeys.title")}
      columns={[
        say("apiKeys.name"),
        say("cmsKeys.kind"),
        say("apiKeys.tenants"),
        say("apiKeys.used"),
      ]}
    >
      {keys.map(({ kind, name, isGlobal, tenants, lastUsedAt }) => (
        <tr key={`${kind} ${name}`}>
          <th scope="row" class="tight">
            {name}
          </th>
          <td class="tight">{say(`cmsKeys.${kind}`)}</td>
          <td>{isGlobal ? say("apiKeys.global") : tenants.join(", ")}</td>
          <td class="tight">{lastUsedAt === null ? nothing : format.dateTime(lastUsedAt)}</td>
        </tr>
      ))}
    </Table>
  );
}
