// What can be done with the list as a whole: choose columns, take the request along, export.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RequestOf } from "../../api/contract.ts";
import { withQuery } from "../../api/api.ts";
import { exportPath, routes } from "../../api/routes.ts";
import { useApi, useFormat, usePreferences, useSay } from "../../app/contexts.ts";
import { Dialog } from "../../part/dialog.tsx";
import { Icon } from "../../part/icon.tsx";
import { explain } from "../../part/notice.tsx";
import { Popover } from "../../part/popover.tsx";
import { isAborted } from "../../api/api-error.ts";
import { chosenColumns, columnNames } from "./call-columns.tsx";
import { saveReply } from "../../part/save-reply.ts";

export function ColumnChoice() {
  const say = useSay();
  const { columns } = usePreferences();
  const chosen = chosenColumns(columns.value);
  const toggle = (name: (typeof columnNames)[number]) => {
    const next = chosen.includes(name)
      ? chosen.filter((other) => other !== name)
      : [...chosen, name];
    columns.value = next;
  };
  return (
    <Popover label={say("calls.columns")} icon="columns">
      {() => (
        <>
          <fieldset class="column-list">
            <legend class="unseen">{say("calls.columns")}</legend>
            {columnNames.map((name) => (
              <label class="check" key={name}>
                <input
                  type="checkbox"
                  checked={chosen.includes(name)}
                  onChange={() => toggle(name)}
                />
                {say(`column.${name}`)}
              </label>
            ))}
          </fieldset>
          <button
            type="button"
            class="button"
            onClick={() => {
              columns.value = [];
            }}
          >
            {say("calls.columnsReset")}
          </button>
        </>
      )}
    </Popover>
  );
}

export function CopyRequest({ request }: { readonly request: RequestOf<"getCalls"> }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  const [shown, setShown] = useState("");
  const copy = async () => {
    const text = curlText(location.origin, request);
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 4_000);
    } catch {
      // Browsers give the clipboard to pages over HTTPS alone, and not to all of them.
      setShown(text);
    }
  };
  return (
    <>
      <button type="button" class="button" onClick={() => void copy()}>
        <Icon name={isCopied ? "check" : "copy"} />
        {say(isCopied ? "common.copied" : "calls.copyRequest")}
      </button>
      <span class="unseen" role="status">
        {isCopied ? say("calls.copiedRequest") : ""}
      </span>
      {shown === "" ? null : (
        <Dialog title={say("calls.copyRequest")} onClose={() => setShown("")} isWide>
          <p class="soft">{say("calls.copyByHand")}</p>
          <pre class="raw">{shown}</pre>
          <div class="actions">
            <button type="button" class="button" onClick={() => setShown("")}>
              {say("common.close")}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function curlText(origin: string, request: RequestOf<"getCalls">): string {
  const url = `${origin}${withQuery(routes.getCalls.path, request)}`;
  return `curl -H "Authorization: Bearer $TRUNKLINE_KEY" '${url.replaceAll("'", "%27")}'`;
}

const exportFormats = ["csv", "ndjson", "parquet"] as const;
type Exporting = { readonly words: string; readonly isRunning: boolean };

export function ExportChoice({ request }: { readonly request: RequestOf<"getCalls"> }) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  // The server exports what has ended, and refuses the rest.
  const isLive = request.state === "live";
  const stop = useRef(new AbortController());
  const [state, setState] = useState<Exporting>();
  useEffect(() => () => stop.current.abort(), []);
  const run = async (kind: (typeof exportFormats)[number]) => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    const saved = (bytes: number) =>
      setState({
        words: say("calls.export.saving", { bytes: format.bytes(bytes) }),
        isRunning: true,
      });
    saved(0);
    try {
      const { sort: _sort, ...filter } = request;
      const bytes = await saveReply({
        open: () => api.open(withQuery(exportPath, { ...filter, format: kind }), signal),
        name: `calls.${kind}`,
        onBytes: saved,
      });
      const words = say("calls.export.done", { bytes: format.bytes(bytes) });
      setState({ words, isRunning: false });
    } catch (error) {
      const words = isAborted(error) ? say("calls.export.stopped") : explain(error, say).reason;
      setState({ words, isRunning: false });
    }
  };
  return (
    <Popover label={say("calls.export")} icon="download">
      {() => (
        <>
          <p class="soft">{say(isLive ? "calls.export.live" : "calls.export.hint")}</p>
          <div class="export">
            {exportFormats.map((kind) => (
              <button
                key={kind}
                type="button"
                class="button"
                disabled={isLive || state?.isRunning === true}
                onClick={() => void run(kind)}
              >
                {{ csv: "CSV", ndjson: "NDJSON", parquet: "Parquet" }[kind]}
              </button>
            ))}
          </div>
          <p role="status">{state?.words}</p>
          {state?.isRunning === true ? (
            <button type="button" class="button" onClick={() => stop.current.abort()}>
              {say("common.cancel")}
            </button>
          ) : null}
        </>
      )}
    </Popover>
  );
}
