import assert from "node:assert/strict";
import { test } from "node:test";
import { busyTimeZone, hourOf } from "./busy-time-zone.ts";

const hourMs = 3_600_000;

test("at any hour of the year the demo's centre is at work", () => {
  const newYear = Date.UTC(2026, 0, 1);
  for (let hour = 0; hour < 24; hour += 1) {
    for (const day of [0, 90, 180, 270]) {
      const now = newYear + (24 * day + hour) * hourMs + hourMs / 2;
      for (const own of ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]) {
        const ownHour = hourOf(now, own);
        const zone = busyTimeZone(now, own);
        if (ownHour >= 9 && ownHour < 17) assert.equal(zone, own);
        else assert.equal(hourOf(now, zone), 11, `${zone} at ${new Date(now).toISOString()}`);
      }
    }
  }
  assert.equal(busyTimeZone(newYear, undefined), "Pacific/Guadalcanal");
});
