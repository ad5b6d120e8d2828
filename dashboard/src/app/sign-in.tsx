import { useEffect, useState } from "preact/hooks";
import { openApi } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { formText } from "../part/form-text.ts";
import { LevelMark } from "../part/level-mark.tsx";
import { explain } from "../part/notice.tsx";
import type { Say } from "../i18n/words.ts";
import { usePreferences, useSay } from "./contexts.ts";
import type { Session } from "./session.ts";

export function SignIn({ session }: { readonly session: Session }) {
  const say = useSay();
  const [isShown, setShown] = useState(false);
  const { refusal, isChecking, submit } = useSigningIn(session);
  // The page that one has left, and its tenant, are nobody's any more.
  useEffect(() => {
    document.title = "Trunkline";
  }, []);
  return (
    <main class="sign-in">
      <form class="panel" onSubmit={submit} noValidate>
        <header>
          <img src="/trunkline.svg" alt="" width="40" height="40" />
          <div>
            <h1>Trunkline</h1>
            <p class="soft">{say("signIn.lead")}</p>
          </div>
        </header>
        {refusal === "" ? null : (
          <p class="banner bad marked" role="alert" id="sign-in-refusal">
            <LevelMark level="bad" />
            <span>{refusal}</span>
          </p>
        )}
        <div class="field">
          <label for="sign-in-key">{say("signIn.key")}</label>
          <div class="with-button">
            <input
              class="input mono"
              id="sign-in-key"
              name="key"
              {...(isShown ? { type: "text" } : { type: "password" })}
              autocomplete="current-password"
              spellcheck={false}
              autofocus
              aria-invalid={refusal !== ""}
              aria-describedby={refusal === "" ? "sign-in-hint" : "sign-in-refusal sign-in-hint"}
            />
            <button type="button" class="button" onClick={() => setShown(!isShown)}>
              {say(isShown ? "signIn.hide" : "signIn.show")}
            </button>
          </div>
        </div>
        <label class="check">
          <input type="checkbox" name="remember" />
          {say("signIn.remember")}
        </label>
        <button type="submit" class="button primary" disabled={isChecking}>
          {say(isChecking ? "signIn.checking" : "signIn.submit")}
        </button>
        <p class="soft hint" id="sign-in-hint">
          {say("signIn.keyHint")}{" "}
          <code>trunkline token create --role supervise --tenant CC/VDN</code>
        </p>
      </form>
      <LanguageSwitch />
    </main>
  );
}

function useSigningIn(session: Session) {
  const say = useSay();
  const [isChecking, setChecking] = useState(false);
  // In words when it is shown: the language can be changed beneath.
  const [refused, setRefused] = useState<Refused>(() =>
    session.hasEnded.value ? (say: Say) => say("signIn.ended") : notRefused,
  );
  const submit = (event: Event & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const key = formText(form, "key");
    setChecking(true);
    void refusalOf(key).then((refused) => {
      setChecking(false);
      setRefused(() => refused ?? notRefused);
      if (refused === undefined) session.signIn(key, form.get("remember") !== null);
    });
  };
  return { refusal: refused(say), isChecking, submit };
}

function LanguageSwitch() {
  const { language } = usePreferences();
  const other = language.value === "en" ? "zh-CN" : "en";
  return (
    <button
      type="button"
      class="button quiet"
      lang={other}
      onClick={() => {
        language.value = other;
      }}
    >
      {other === "en" ? "English" : "简体中文"}
    </button>
  );
}

/** Why a key does not open the dashboard, in the viewer's words; "" when it does. */
type Refused = (say: Say) => string;

function notRefused(): string {
  return "";
}

/** undefined when the key opens the dashboard. */
async function refusalOf(key: string): Promise<Refused | undefined> {
  if (key === "") return (say) => say("signIn.empty");
  // No header could carry it; a browser's own words for that are those of a network that is down.
  if (!/^[\x21-\x7e]+$/.test(key)) return (say) => say("signIn.wrong");
  const api = openApi({
    key,
    fetch: (path, init) => fetch(path, init),
    onKeyEnded: () => undefined,
  });
  try {
    const me = await api.ask("getMe", {});
    return me.key.role === "ingest" ? (say) => say("signIn.ingestOnly") : undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return (say) => say("signIn.wrong");
    return (say) => explain(error, say).reason;
  }
}
