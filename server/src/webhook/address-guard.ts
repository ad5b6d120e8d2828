// Which addresses a webhook may reach. What a name means is looked at when the connection is made: a name
// that was public when the webhook was made may lead into the own network later.
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Not of the public internet: own networks, this machine, examples, multicast, and ways around. */
const refusedNetworks = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ...["172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64"],
  ...["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7"],
  ...["fe80::/10", "fec0::/10", "ff00::/8"],
];

export type AddressGuard = {
  /** For hosts that are addresses: a connection to one asks no lookup. */
  readonly mayReach: (host: string) => boolean;
  /** For a connection: fails when any address of the name is one that is refused. */
  readonly lookup: LookupFunction;
};

/** `allowed`: networks that may be reached although they are private, each as "10.1.0.0/16". */
export function openAddressGuard(allowed: readonly string[]): AddressGuard {
  const refusedList = listOf(refusedNetworks);
  const allowedList = listOf(allowed);
  const isRefused = (address: string) => {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    return refusedList.check(address, family) && !allowedList.check(address, family);
  };
  return {
    mayReach: (host) => {
      const address = host.replace(/^\[(.*)\]$/, "$1");
      return isIP(address) === 0 || !isRefused(address);
    },
    lookup: (name, options, done) => {
      lookup(name, { ...options, all: true }, (error, found) => {
        if (error !== null) return done(error, []);
        if (found.some(({ address }) => isRefused(address))) return done(privateAddress(name), []);
        const [first] = found;
        if (options.all === true || first === undefined) return done(null, found);
        return done(null, first.address, first.family);
      });
    },
  };
}

/** The address itself is not told: who may make webhooks need not learn what names mean in here. */
export function privateAddress(name: string): Error {
  return new Error(
    `Cannot send to '${name}': its address is private; see webhook.privateNetworksAllowed`,
  );
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    const family = isIP(address);
    const bitsMax = family === 6 ? 128 : 32;
    if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > bitsMax) {
      throw new Error(
        `Cannot use webhook.privateNetworksAllowed '${network}': it must be such as '10.1.0.0/16' or 'fd00::/8'`,
      );
    }
    list.addSubnet(address, Number(bits), family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
