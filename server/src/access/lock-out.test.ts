import assert from "node:assert/strict";
import { test } from "node:test";
import { openLockOut, type LockOut } from "./lock-out.ts";

const limits = { guessesMax: 3, windowMs: 1000, lockMs: 5000, addressesMax: 10 };

function isLocked(lockOut: LockOut, address: string, now: number): boolean {
  return lockOut.lockedForMs(address, now) > 0;
}

test("an address is locked at the last allowed guess, for the time of the lock", () => {
  const lockOut = openLockOut(limits);
  lockOut.noteGuess("192.0.2.1", 0);
  lockOut.noteGuess("192.0.2.1", 10);
  assert.equal(isLocked(lockOut, "192.0.2.1", 10), false);
  lockOut.noteGuess("192.0.2.1", 20);
  assert.equal(isLocked(lockOut, "192.0.2.1", 20), true);
  assert.equal(lockOut.lockedForMs("192.0.2.1", 1020), 4000);
  assert.equal(isLocked(lockOut, "192.0.2.2", 20), false);
  assert.equal(isLocked(lockOut, "192.0.2.1", 5020), false);
});

test("guesses spread wider than the window never lock", () => {
  const lockOut = openLockOut(limits);
  for (let at = 0; at < 100_000; at += 500) {
    lockOut.noteGuess("192.0.2.1", at);
    assert.equal(isLocked(lockOut, "192.0.2.1", at), false);
  }
});

test("all addresses of an IPv6 /64 are one, and a mapped IPv4 address is itself", () => {
  const lockOut = openLockOut({ ...limits, guessesMax: 1 });
  lockOut.noteGuess("2001:db8:0:1::1", 0);
  assert.equal(isLocked(lockOut, "2001:DB8::1:aaaa:0:0:9", 0), true);
  assert.equal(isLocked(lockOut, "2001:db8:0:2::1", 0), false);
  lockOut.noteGuess("::ffff:192.0.2.7", 0);
  assert.equal(isLocked(lockOut, "192.0.2.7", 0), true);
  assert.equal(isLocked(lockOut, "192.0.2.8", 0), false);
  lockOut.noteGuess("::1", 0);
  assert.equal(isLocked(lockOut, "::1", 0), true);
  assert.equal(isLocked(lockOut, "fe80::1%eth0", 0), false);
});

test("no more addresses are remembered than the limit: the longest silent is forgotten", () => {
  const lockOut = openLockOut({ ...limits, guessesMax: 1 });
  for (let host = 0; host < 50; host += 1) lockOut.noteGuess(`192.0.2.${host}`, host);
  assert.equal(lockOut.size(), 10);
  assert.equal(isLocked(lockOut, "192.0.2.49", 50), true);
  assert.equal(isLocked(lockOut, "192.0.2.0", 50), false);
});

test("a clock that was far ahead for a while locks nobody out when it is set back", () => {
  const ahead = 365 * 86_400_000;
  const lockOut = openLockOut(limits);
  for (let n = 0; n < 3; n += 1) lockOut.noteGuess("192.0.2.1", ahead);
  assert.equal(isLocked(lockOut, "192.0.2.1", ahead), true);
  assert.equal(isLocked(lockOut, "192.0.2.1", 0), false);
  // Guesses are counted from now on, and lock for no longer than ever.
  lockOut.noteGuess("192.0.2.1", 0);
  lockOut.noteGuess("192.0.2.1", 10);
  assert.equal(isLocked(lockOut, "192.0.2.1", 10), false);
  lockOut.noteGuess("192.0.2.1", 20);
  assert.equal(lockOut.lockedForMs("192.0.2.1", 20), 5000);
});
