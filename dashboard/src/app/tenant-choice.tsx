// Which tenant is shown; a key of a single one only sees its name.
import { withId } from "../format/with-id.ts";
import { useMe, useNavigation, usePreferences, useSay, useTenant } from "./contexts.ts";

export function TenantChoice() {
  const say = useSay();
  const preferences = usePreferences();
  const navigation = useNavigation();
  const { tenants } = useMe();
  const { tenant } = useTenant();
  const labelOf = (entry: (typeof tenants)[number]) =>
    entry.name === ""
      ? say("tenant.unnamed", { tenant: entry.tenant })
      : withId(entry.name, entry.tenant);
  const [only] = tenants;
  if (tenants.length === 1 && only !== undefined)
    return <strong class="tenant">{labelOf(only)}</strong>;
  const choose = (event: Event & { readonly currentTarget: HTMLSelectElement }) => {
    preferences.tenant.value = event.currentTarget.value;
    // Another tenant has other queues, agents and calls: what was filtered by means nothing there.
    navigation.go(
      `${location.pathname.split("/").slice(0, 2).join("/")}?tenant=${event.currentTarget.value}`,
    );
  };
  return (
    <label class="tenant">
      <span class="unseen">{say("tenant.choose")}</span>
      <select class="input" value={tenant} onChange={choose}>
        {tenants.map((entry) => (
          <option key={entry.tenant} value={entry.tenant}>
            {labelOf(entry)}
          </option>
        ))}
      </select>
    </label>
  );
}
