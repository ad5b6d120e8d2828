import assert from "node:assert/strict";
import { test } from "node:test";
import { openStore } from "./browser-store.ts";

test("a browser that keeps nothing for the page still remembers while the page is open", () => {
  const blocked = openStore(() => {
    throw new DOMException("The operation is insecure", "SecurityError");
  });
  assert.equal(blocked.getItem("key"), null);
  blocked.setItem("key", "tl_1");
  assert.equal(blocked.getItem("key"), "tl_1");
  blocked.removeItem("key");
  assert.equal(blocked.getItem("key"), null);
});

test("a full browser keeps the old text, the page has the new one", () => {
  const kept = new Map([["theme", "light"]]);
  const full = openStore(() => ({
    getItem: (name) => kept.get(name) ?? null,
    setItem: () => {
      throw new DOMException("Full", "QuotaExceededError");
    },
    removeItem: (name) => void kept.delete(name),
  }));
  assert.equal(full.getItem("theme"), "light");
  full.setItem("theme", "dark");
  assert.equal(full.getItem("theme"), "dark");
  assert.equal(kept.get("theme"), "light");
});
