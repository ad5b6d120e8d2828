// The composition of the page: what is chosen, who is signed in, which page is shown.
import { useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { openApi, type Api } from "../api/api.ts";
import { formatOf } from "../format/format.ts";
import { sayIn } from "../i18n/words.ts";
import { Failure, Loading } from "../part/notice.tsx";
import { useReply } from "../part/use-reply.ts";
import {
  ApiContext,
  FormatContext,
  MeContext,
  NavigationContext,
  PreferencesContext,
  SayContext,
  TenantContext,
  useNavigation,
  usePreferences,
  type Tenant,
} from "./contexts.ts";
import { LiveRoot } from "./live-root.tsx";
import { viewerZone } from "./viewer-zone.ts";
import type { Navigation } from "./navigation.ts";
import { tenantIn } from "./place.ts";
import type { Preferences } from "./preferences.ts";
import { NoTenants, SendsAlone, Shell } from "./shell.tsx";
import { SignIn } from "./sign-in.tsx";
import type { Session } from "./session.ts";

export type AppParts = {
  readonly preferences: Preferences;
  readonly navigation: Navigation;
  readonly session: Session;
};

export function App({ preferences, navigation, session }: AppParts) {
  const language = preferences.language.value;
  const say = useMemo(() => sayIn(language), [language]);
  useSignalEffect(() => {
    document.documentElement.lang = preferences.language.value;
  });
  useSignalEffect(() => {
    document.documentElement.dataset["theme"] = preferences.theme.value;
  });
  const key = session.key.value;
  const api = useMemo(() => openApi({ key, fetch: askBrowser, onKeyEnded: session.end }), [key]);
  return (
    <PreferencesContext.Provider value={preferences}>
      <NavigationContext.Provider value={navigation}>
        <SayContext.Provider value={say}>
          {key === "" ? (
            <SignIn session={session} />
          ) : (
            <SignedIn api={api} key={key} session={session} />
          )}
        </SayContext.Provider>
      </NavigationContext.Provider>
    </PreferencesContext.Provider>
  );
}

function askBrowser(path: string, init: RequestInit): Promise<Response> {
  return fetch(path, init);
}

const retryMs = 5_000;

function SignedIn({ api, session }: { readonly api: Api; readonly session: Session }) {
  const asked = useReply(
    "me",
    async (signal) => {
      const me = await api.ask("getMe", {}, signal);
      return { me, clockAheadMs: me.generatedAt - Date.now() };
    },
    // A screen on the wall that starts before its server has nobody who tries again.
    { everyMs: (last) => (last === undefined ? retryMs : 0) },
  );
  if (asked.value === undefined) {
    return <main>{asked.error === undefined ? <Loading /> : <Failure {...asked} />}</main>;
  }
  const { me, clockAheadMs } = asked.value;
  if (me.key.role === "ingest") return <SendsAlone session={session} />;
  return (
    <ApiContext.Provider value={api}>
      <MeContext.Provider value={me}>
        <TenantRoot tenants={me.tenants}>
          {(tenant) =>
            tenant === undefined ? (
              <NoTenants session={session} again={asked.again} />
            ) : (
              <LiveRoot
                api={api}
                tenant={tenant.tenant}
                clockAheadMs={clockAheadMs}
                key={tenant.tenant}
              >
                <Shell session={session} />
              </LiveRoot>
            )
          }
        </TenantRoot>
      </MeContext.Provider>
    </ApiContext.Provider>
  );
}

/** The tenant that the address names, else the one shown before, else the one chosen last, else the first. */
function TenantRoot({
  tenants,
  children,
}: {
  readonly tenants: readonly Tenant[];
  readonly children: (tenant: Tenant | undefined) => ComponentChildren;
}) {
  const preferences = usePreferences();
  const navigation = useNavigation();
  const shown = useRef("");
  const named = useComputed(() => tenantIn(navigation));
  const wanted = [named.value, shown.current, preferences.tenant.value];
  const found = wanted.map((name) => tenants.find(({ tenant }) => tenant === name));
  const tenant = found.find((tenant) => tenant !== undefined) ?? tenants[0];
  shown.current = tenant?.tenant ?? "";
  // A link to what is shown means the same to whoever sees other tenants, or had chosen another.
  useLayoutEffect(() => {
    if (tenants.length < 2 || named.value !== "" || shown.current === "") return;
    const query = new URLSearchParams(navigation.query.value);
    query.set("tenant", shown.current);
    navigation.replaceQuery(query);
  }, [tenants, tenant, named.value]);
  const language = preferences.language.value;
  const zone = preferences.zone.value === "viewer" ? viewerZone() : (tenant?.timeZone ?? "UTC");
  const format = useMemo(() => formatOf(language, zone, Date.now), [language, zone]);
  return (
    <FormatContext.Provider value={format}>
      <TenantContext.Provider value={tenant}>{children(tenant)}</TenantContext.Provider>
    </FormatContext.Provider>
  );
}
