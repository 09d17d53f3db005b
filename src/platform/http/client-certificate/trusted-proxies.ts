import { BlockList, isIP } from "node:net";
import { invariant } from "#shared/invariant.ts";

/** Tells whether a connection's own address (never one from a header) is a trusted proxy's. */
export type IsTrustedProxy = (address: string | undefined) => boolean;

const familyOf = (address: string): "ipv4" | "ipv6" => {
  const version = isIP(address);
  invariant(version !== 0, `trusted proxies: not an address: ${address}`);
  return version === 4 ? "ipv4" : "ipv6";
};

/** An IPv4 address seen on an IPv6 listener is written `::ffff:192.0.2.1`. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

/**
 * @param entries addresses (`192.0.2.1`, `2001:db8::1`) and networks (`10.0.0.0/8`).
 * @throws InvariantError for anything else: a proxy that is not meant must not be trusted by a slip.
 */
export const trustedProxies = (entries: readonly string[]): IsTrustedProxy => {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", bits, ...more] = entry.split("/");
    invariant(more.length === 0, `trusted proxies: not a network: ${entry}`);
    const family = familyOf(address);
    if (bits === undefined) list.addAddress(address, family);
    else {
      invariant(/^\d{1,3}$/.test(bits), `trusted proxies: not a network: ${entry}`);
      list.addSubnet(address, Number(bits), family);
    }
  }
  return (address) => {
    if (address === undefined) return false;
    const own = unmapped(address);
    return isIP(own) !== 0 && list.check(own, familyOf(own));
  };
};
