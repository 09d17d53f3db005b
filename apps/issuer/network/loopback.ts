import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";

/** RFC 6761 section 6.3: names under localhost are this machine, whether the resolver knows it or not. */
export const loopbackName = (host: string): string => (/(^|\.)localhost$/i.test(host) ? "localhost" : host);

/** Resolves names as the system does, and those under localhost to this machine. */
export const lookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(loopbackName(hostname), options, callback);
};
