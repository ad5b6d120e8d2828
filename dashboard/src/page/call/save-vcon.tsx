// An ended call as a file that other systems read.
import { useState } from "preact/hooks";
import { isAborted } from "../../api/api-error.ts";
import { withQuery } from "../../api/api.ts";
import { vconPath } from "../../api/routes.ts";
import { useApi, useSay } from "../../app/contexts.ts";
import { Icon } from "../../part/icon.tsx";
import { explain } from "../../part/notice.tsx";
import { saveReply } from "../../part/save-reply.ts";

export function SaveVcon({ tenant, callId }: { readonly tenant: string; readonly callId: string }) {
  const say = useSay();
  const api = useApi();
  const [said, setSaid] = useState("");
  const save = async () => {
    const path = withQuery(vconPath.replace("{callId}", encodeURIComponent(callId)), { tenant });
    const open = () => api.open(path, new AbortController().signal);
    await saveReply({ open, name: `${callId}.vcon.json`, onBytes: () => undefined });
  };
  const run = () => {
    setSaid("");
    save().catch((error: unknown) => isAborted(error) || setSaid(explain(error, say).reason));
  };
  return (
    <div class="save-vcon">
      <span role="status">{said}</span>
      <button type="button" class="button" title={say("call.vconHint")} onClick={run}>
        <Icon name="download" />
        {say("call.vcon")}
      </button>
    </div>
  );
}
