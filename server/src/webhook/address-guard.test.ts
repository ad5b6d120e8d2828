import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { test } from "node:test";
import { openAddressGuard, type AddressGuard } from "./address-guard.ts";

const privateHosts = [
  ...["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
  ...["0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fd00::1]", "[fe80::1]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "::1"],
  ...["[::ffff:0:127.0.0.1]", "[3fff::1]", "[5f00::1]"],
];
const publicHosts = ["93.184.215.14", "172.32.0.1", "[2606:2800:21f:cb07::1]", "example.com"];

function lookedUp(guard: AddressGuard, name: string): Promise<readonly LookupAddress[] | string> {
  const { promise, resolve } = Promise.withResolvers<readonly LookupAddress[] | string>();
  guard.lookup(name, { all: true }, (error, found) => {
    resolve(error === null ? found : error.message);
  });
  return promise;
}

test("private addresses are refused in any spelling, public ones and names are not", () => {
  const guard = openAddressGuard([]);
  for (const host of privateHosts) assert.equal(guard.mayReach(host), false, host);
  for (const host of publicHosts) assert.equal(guard.mayReach(host), true, host);
});

test("a URL cannot disguise an address of this machine", () => {
  const guard = openAddressGuard([]);
  for (const url of ["http://0x7f.1/", "http://2130706433/", "http://017700000001/"]) {
    assert.equal(guard.mayReach(new URL(url).hostname), false, url);
  }
});

test("networks that are allowed may be reached, others are still refused", () => {
  const guard = openAddressGuard(["10.1.0.0/16", "fd00::/8"]);
  assert.equal(guard.mayReach("10.1.2.3"), true);
  assert.equal(guard.mayReach("[fd12::1]"), true);
  assert.equal(guard.mayReach("10.2.0.1"), false);
});

test("a name that leads to this machine is refused when the connection is made", async () => {
  const told = await lookedUp(openAddressGuard([]), "localhost");
  assert.equal(
    told,
    "Cannot send to 'localhost': its address is private; see webhook.privateNetworksAllowed",
  );
  const allowed = await lookedUp(openAddressGuard(["127.0.0.0/8", "::1/128"]), "localhost");
  assert.ok(Array.isArray(allowed) && allowed.length > 0);
});

test("a network that cannot be read stops the start", () => {
  for (const network of ["10.0.0.0", "10.0.0.0/33", "intranet", "10.0.0.0/x"]) {
    assert.throws(
      () => openAddressGuard([network]),
      /Cannot use webhook.privateNetworksAllowed '/,
      network,
    );
  }
});
