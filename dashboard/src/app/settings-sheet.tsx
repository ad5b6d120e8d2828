// Theme, language, time zone; who is signed in.
import { Choice } from "../part/choice.tsx";
import { useMe, usePreferences, useSay, useTenant } from "./contexts.ts";
import type { Session } from "./session.ts";
import { viewerZone } from "./viewer-zone.ts";

export function SettingsSheet({
  session,
  onHelp,
}: {
  readonly session: Session;
  readonly onHelp: () => void;
}) {
  const say = useSay();
  const { theme, language } = usePreferences();
  const { key, masksNumbers } = useMe();
  return (
    <>
      <div class="field">
        <span>{say("menu.theme")}</span>
        <Choice
          label={say("menu.theme")}
          name="theme"
          value={theme.value}
          options={[
            ["system", say("menu.theme.system")],
            ["light", say("menu.theme.light")],
            ["dark", say("menu.theme.dark")],
          ]}
          onChange={(value) => {
            theme.value = value;
          }}
        />
      </div>
      <div class="field">
        <span>{say("menu.language")}</span>
        <Choice
          label={say("menu.language")}
          name="language"
          value={language.value}
          options={[
            ["en", "English"],
            ["zh-CN", "简体中文"],
          ]}
          onChange={(value) => {
            language.value = value;
          }}
        />
      </div>
      <ZoneChoice />
      <p class="soft">
        {say("menu.signedInAs", { name: key.name === "" ? key.id : key.name, role: key.role })}
        {masksNumbers ? (
          <>
            <br />
            {say("menu.masked")}
          </>
        ) : null}
      </p>
      <div class="sheet-end">
        <button type="button" class="button quiet" onClick={onHelp}>
          {say("menu.keys")} <kbd>?</kbd>
        </button>
        <a class="button quiet" href="/docs/guide/dashboard" target="_blank">
          {say("menu.docs")}
        </a>
        <button type="button" class="button" onClick={session.signOut}>
          {say("signOut")}
        </button>
      </div>
    </>
  );
}

function ZoneChoice() {
  const say = useSay();
  const { zone } = usePreferences();
  const { timeZone } = useTenant();
  return (
    <fieldset class="field">
      <legend class="label">{say("menu.zone")}</legend>
      {(["tenant", "viewer"] as const).map((option) => (
        <label class="check" key={option}>
          <input
            type="radio"
            name="zone"
            checked={zone.value === option}
            onChange={() => {
              zone.value = option;
            }}
          />
          {say(`menu.zone.${option}`, { zone: option === "tenant" ? timeZone : viewerZone() })}
        </label>
      ))}
    </fieldset>
  );
}
