// What surrounds every page: the rail of sections, the bar with tenant, connection and settings.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../part/icon.tsx";
import { LevelMark } from "../part/level-mark.tsx";
import { Empty } from "../part/notice.tsx";
import { Popover } from "../part/popover.tsx";
import { ConnectionBanner, ConnectionState } from "./connection-state.tsx";
import { useMe, useNavigation, useSay } from "./contexts.ts";
import { PageOfPlace } from "./page-of-place.tsx";
import { placeOf, tenantIn } from "./place.ts";
import type { Session } from "./session.ts";
import { SettingsSheet } from "./settings-sheet.tsx";
import { ShortcutList, useShortcuts } from "./shortcuts.tsx";
import { TenantChoice } from "./tenant-choice.tsx";
import { useSections } from "./use-sections.ts";

export function Shell({ session }: { readonly session: Session }) {
  const say = useSay();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useShortcuts(() => setHelpOpen(true));
  return (
    <div class="shell">
      <a class="skip" href="#page">
        {say("app.skip")}
      </a>
      <Rail />
      <header class="bar">
        <a class="brand" href="/live">
          <img src="/trunkline.svg" alt="Trunkline" width="26" height="26" />
        </a>
        <TenantChoice />
        <div class="end">
          <ConnectionState />
          <Popover label={say("menu.open")} icon="settings" isIconOnly>
            {(close) => (
              <SettingsSheet
                session={session}
                onHelp={() => {
                  close();
                  setHelpOpen(true);
                }}
              />
            )}
          </Popover>
        </div>
      </header>
      <Main />
      {isHelpOpen ? <ShortcutList onClose={() => setHelpOpen(false)} /> : null}
    </div>
  );
}

function Main() {
  const { path } = useNavigation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path.value);
  // Whoever cannot see the page hears that it has changed.
  useEffect(() => {
    if (shown.current !== path.value) main.current?.focus({ preventScroll: true });
    shown.current = path.value;
  }, [path.value]);
  return (
    <main class="page" id="page" tabIndex={-1} ref={main}>
      <ConnectionBanner />
      <UnknownTenant />
      <PageOfPlace />
    </main>
  );
}

/** Another tenant's figures must not be taken for those of the one that the address names. */
function UnknownTenant() {
  const say = useSay();
  const named = tenantIn(useNavigation());
  const { tenants } = useMe();
  if (named === "" || tenants.some(({ tenant }) => tenant === named)) return null;
  return (
    <p class="banner marked" role="status">
      <LevelMark level="warn" />
      <span>{say("tenant.unknown", { tenant: named })}</span>
    </p>
  );
}

const shortNames = {
  live: "nav.live",
  calls: "nav.calls",
  missed: "nav.missed.short",
  reports: "nav.reports",
  tasks: "nav.tasks.short",
  operations: "nav.operations.short",
} as const;

function Rail() {
  const say = useSay();
  const { path } = useNavigation();
  const { kind } = placeOf(path.value);
  return (
    <div class="rail">
      <div class="rail-in">
        <a class="brand" href="/live">
          <img src="/trunkline.svg" alt="" width="26" height="26" />
          <span>Trunkline</span>
        </a>
        <nav class="nav" aria-label={say("nav.label")}>
          {useSections().map((section) => (
            <a
              key={section}
              href={`/${section}`}
              aria-current={
                kind === section || (kind === "call" && section === "calls") ? "page" : undefined
              }
              title={say(`nav.${section}`)}
            >
              <Icon name={section} />
              <span class="long">{say(`nav.${section}`)}</span>
              <span class="short" aria-hidden="true">
                {say(shortNames[section])}
              </span>
            </a>
          ))}
        </nav>
      </div>
    </div>
  );
}

/** Signed in by an address with a key that may ask for nothing. */
export function SendsAlone({ session }: { readonly session: Session }) {
  const say = useSay();
  return (
    <main class="page">
      <Empty title={say("signIn.ingestOnly")}>
        <button type="button" class="button" onClick={session.signOut}>
          {say("signOut")}
        </button>
      </Empty>
    </main>
  );
}

/** Signed in with a key that no tenant is bound to. */
export function NoTenants({
  session,
  again,
}: {
  readonly session: Session;
  readonly again: () => void;
}) {
  const say = useSay();
  return (
    <main class="page">
      <Empty title={say("tenant.none")}>
        <p>{say("tenant.noneHint")}</p>
        <button type="button" class="button" onClick={again}>
          {say("common.refresh")}
        </button>
        <button type="button" class="button quiet" onClick={session.signOut}>
          {say("signOut")}
        </button>
      </Empty>
    </main>
  );
}
