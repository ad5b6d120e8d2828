// Makes, rotates or revokes a key, and shows a new key's text the one time it is told.
import { useRef, useState } from "preact/hooks";
import { useApi, useSay, useTenant } from "../../app/contexts.ts";
import type { Say } from "../../i18n/words.ts";
import { Dialog } from "../../part/dialog.tsx";
import { formText } from "../../part/form-text.ts";
import { explain, Refusal } from "../../part/notice.tsx";
import type { ApiKey } from "./api-keys.tsx";

export type KeyDeed =
  | { readonly kind: "make" }
  | { readonly kind: "rotate" | "revoke"; readonly key: ApiKey };

const roles = ["read", "live", "supervise", "ingest", "admin"] as const;

export function KeyDialog({
  deed,
  onDone,
  onClose,
}: {
  readonly deed: KeyDeed;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const { tenant } = useTenant();
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState("");
  const [isSending, setSending] = useState(false);
  const run = async (form: FormData): Promise<void> => {
    switch (deed.kind) {
      case "make": {
        const role = roles.find((role) => role === form.get("role")) ?? "read";
        const name = formText(form, "name");
        const made = await api.ask("createBearerKey", { name, role, tenants: [tenant] });
        return setText(made.text);
      }
      case "rotate":
        return setText((await api.ask("rotateBearerKey", { id: deed.key.id })).text);
      case "revoke":
        await api.ask("revokeBearerKey", { id: deed.key.id });
        return onClose();
    }
  };
  const submit = (event: Event & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    // Sent twice, it would make two keys, of which only one is shown.
    setSending(true);
    run(new FormData(event.currentTarget))
      .then(onDone)
      .catch((error: unknown) => setRefusal(explain(error, say).reason))
      .finally(() => setSending(false));
  };
  return (
    <Dialog title={titleOf(deed, say)} onClose={onClose}>
      {text === "" ? (
        <form class="dialog-form" onSubmit={submit}>
          {deed.kind === "make" ? (
            <MakeFields tenant={tenant} />
          ) : (
            <p>{say(`apiKeys.${deed.kind}Hint`)}</p>
          )}
          <Refusal reason={refusal} />
          <div class="actions">
            <button type="button" class="button" onClick={onClose}>
              {say("common.cancel")}
            </button>
            <button
              type="submit"
              class={deed.kind === "revoke" ? "button danger" : "button primary"}
              disabled={isSending}
            >
              {say(`apiKeys.${deed.kind}`)}
            </button>
          </div>
        </form>
      ) : (
        <Made text={text} onClose={onClose} />
      )}
    </Dialog>
  );
}

function titleOf(deed: KeyDeed, say: Say): string {
  if (deed.kind === "make") return say("apiKeys.makeTitle");
  return say(`apiKeys.${deed.kind}Title`, { name: deed.key.name || deed.key.id });
}

function MakeFields({ tenant }: { readonly tenant: string }) {
  const say = useSay();
  return (
    <>
      <label class="field">
        <span>{say("apiKeys.name")}</span>
        <input
          class="input"
          name="name"
          maxLength={200}
          required
          pattern=".*\S.*"
          autocomplete="off"
        />
      </label>
      <fieldset class="field role-list">
        <legend class="label">{say("apiKeys.role")}</legend>
        {roles.map((role) => (
          <label class="check" key={role}>
            <input type="radio" name="role" value={role} defaultChecked={role === "read"} />
            <span>
              <strong>{role}</strong> {say(`apiKeys.roleHint.${role}`)}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="soft">{say("apiKeys.makeFor", { tenant })}</p>
    </>
  );
}

function Made({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  const [isSelected, setSelected] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Over plain HTTP a browser has no clipboard for pages: what is left to do is said.
      field.current?.select();
      setSelected(true);
    }
  };
  return (
    <div class="dialog-form">
      <label class="field">
        <span>{say("apiKeys.made")}</span>
        <input
          class="input mono"
          ref={field}
          readOnly
          value={text}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </label>
      <p role="status">{say(isSelected ? "apiKeys.copyByHand" : "apiKeys.madeHint")}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => void copy()}>
          {say(isCopied ? "common.copied" : "common.copy")}
        </button>
        <button type="button" class="button primary" onClick={onClose}>
          {say("common.close")}
        </button>
      </div>
    </div>
  );
}
