// What every part of the page may ask for; each is given once, by the composition in app.tsx.
import { createContext, type Context } from "preact";
import { useContext } from "preact/hooks";
import type { Api } from "../api/api.ts";
import type { Me } from "../api/contract.ts";
import type { LiveFeed } from "../api/live-feed.ts";
import type { Format } from "../format/format.ts";
import type { Say } from "../i18n/words.ts";
import type { Trends } from "../api/trends.ts";
import type { Clock } from "./clock.ts";
import type { Navigation } from "./navigation.ts";
import type { Preferences } from "./preferences.ts";

export type Tenant = Me["tenants"][number];

export const PreferencesContext = createContext<Preferences | undefined>(undefined);
export const NavigationContext = createContext<Navigation | undefined>(undefined);
export const SayContext = createContext<Say | undefined>(undefined);
export const FormatContext = createContext<Format | undefined>(undefined);
export const ApiContext = createContext<Api | undefined>(undefined);
export const MeContext = createContext<Me | undefined>(undefined);
export const TenantContext = createContext<Tenant | undefined>(undefined);
export const FeedContext = createContext<LiveFeed | undefined>(undefined);
export const ClockContext = createContext<Clock | undefined>(undefined);
export const TrendsContext = createContext<Trends | undefined>(undefined);

function given<Value>(context: Context<Value | undefined>): () => Value {
  return () => {
    const value = useContext(context);
    if (value === undefined)
      throw new Error("Cannot draw: a part of the page is outside its context");
    return value;
  };
}

export const usePreferences = given(PreferencesContext);
export const useNavigation = given(NavigationContext);
export const useSay = given(SayContext);
export const useFormat = given(FormatContext);
export const useApi = given(ApiContext);
export const useMe = given(MeContext);
export const useTenant = given(TenantContext);
export const useFeed = given(FeedContext);
export const useClock = given(ClockContext);
export const useTrends = given(TrendsContext);
