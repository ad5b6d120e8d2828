import assert from "node:assert/strict";
import { test } from "node:test";
import { openPreferences, type TextStore } from "./preferences.ts";

function storeWith(text: string | null): TextStore {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_name, next) => {
      kept = next;
    },
  };
}

test("what one tab chooses leaves what another has chosen", () => {
  const store = storeWith(null);
  const [one, other] = [openPreferences(store, ["en"]), openPreferences(store, ["en"])];
  one.columns.value = ["callId"];
  other.theme.value = "dark";
  const later = openPreferences(store, ["en"]);
  assert.deepEqual([later.columns.value, later.theme.value], [["callId"], "dark"]);
});

test("what was kept is chosen again, what is damaged is as if it were not there", () => {
  const kept = openPreferences(storeWith('{"language":"zh-CN"}'), ["en"]);
  assert.equal(kept.language.value, "zh-CN");
  assert.equal(openPreferences(storeWith("{"), ["zh-TW"]).language.value, "zh-CN");
  assert.equal(openPreferences(storeWith("null"), ["de", "en"]).language.value, "en");
});
