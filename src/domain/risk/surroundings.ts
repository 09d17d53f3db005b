import { createHash } from "node:crypto";
import type { UserReference } from "#domain/context.ts";
import { browserFamily } from "./browser.ts";

/** Where a login comes from, beside its address; all of it is the browser's word. */
export interface Surroundings {
  /** The long-lived cookie of a login before, if the browser has one: 256 random bits. */
  readonly deviceToken: string | undefined;
  readonly userAgent: string | undefined;
}

/** A device of a user: a browser by its cookie, or whatever holds the key of a certificate. */
export interface Device {
  readonly kind: "browser" | "certificate";
  /** By which it is known from now on; undefined: a browser without a cookie. */
  readonly digest: Buffer | undefined;
  /** By any of which it is known from before. */
  readonly digests: readonly Buffer[];
  readonly browser: string;
}

const digestOf = (
  { institutionCode, contractId, userId }: UserReference,
  ...parts: readonly string[]
): Buffer =>
  createHash("sha256")
    .update(JSON.stringify([institutionCode, contractId, userId, ...parts]), "utf8")
    .digest();

const browserDevice = (user: UserReference, { deviceToken, userAgent }: Surroundings): Device => {
  const digest = deviceToken === undefined ? undefined : digestOf(user, "device cookie", deviceToken);
  return {
    kind: "browser",
    digest,
    digests: digest === undefined ? [] : [digest],
    browser: browserFamily(userAgent),
  };
};

/** The certificate that logged in, and the one before it: its renewal was signed with that one's key, so on that device. */
export interface UsedCertificate {
  readonly serial: string;
  readonly supersedesSerial?: string | undefined;
}

/** Which device a login comes from: at a login with a certificate what holds its key, which no cookie can name better. */
export const deviceOf = (
  user: UserReference,
  surroundings: Surroundings,
  certificate: UsedCertificate | undefined,
): Device => {
  if (certificate === undefined) return browserDevice(user, surroundings);
  const digest = digestOf(user, "certificate", certificate.serial);
  const { supersedesSerial } = certificate;
  return {
    kind: "certificate",
    digest,
    digests:
      supersedesSerial === undefined ? [digest] : [digest, digestOf(user, "certificate", supersedesSerial)],
    browser: browserFamily(surroundings.userAgent),
  };
};

/** The eight groups of an IPv6 address. */
const groupsOf = (address: string): string[] => {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array.from({ length: zeros }, () => "0"), ...after].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ""),
  );
};

/** The network of an address: `192.0.2.0/24`, `2001:db8:1::/48`. Mapped addresses count as IPv4. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)?.[1] ?? address;
  if (!mapped.includes(":")) return `${mapped.split(".").slice(0, 3).join(".")}.0/24`;
  return `${groupsOf(mapped).slice(0, 3).join(":")}::/48`;
};

/** What is kept of a user's network. */
export const digestOfNetwork = (user: UserReference, address: string): Buffer =>
  digestOf(user, "network", networkOf(address));
