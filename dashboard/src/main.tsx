// The entry: opens what lasts as long as the page, and draws it.
import { render } from "preact";
import { App } from "./app/app.tsx";
import { openStore } from "./app/browser-store.ts";
import { openNavigation } from "./app/navigation.ts";
import { openPreferences } from "./app/preferences.ts";
import { openSession } from "./app/session.ts";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/control.css";
import "./style/table.css";
import "./style/sign-in.css";
import "./style/print.css";

const given = keyInAddress();
// The key leaves the address at once, so that it is neither copied nor kept in the browser's history.
if (given !== "") history.replaceState(null, "", location.pathname + location.search);
// An address with a key, opened where the page is open already, changes only the address.
window.addEventListener("hashchange", () => keyInAddress() !== "" && location.reload());

const root = document.getElementById("app");
if (root === null) throw new Error("Cannot draw: the page has no place for it");
document.querySelector("noscript")?.remove();
const computer = openStore(() => localStorage);
render(
  <App
    preferences={openPreferences(computer, navigator.languages)}
    navigation={openNavigation(window, new AbortController().signal)}
    session={openSession({ tab: openStore(() => sessionStorage), computer, given })}
  />,
  root,
);

function keyInAddress(): string {
  return /^#key=([\w.-]+)$/.exec(location.hash)?.[1] ?? "";
}
