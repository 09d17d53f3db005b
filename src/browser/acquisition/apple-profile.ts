import { toBase64 } from "./base64.ts";
import type { Octets } from "./der.ts";

/** What an Apple configuration profile holds, in the visitor's language. */
export interface Profile {
  /** PKCS#12: key, certificate and chain. The system asks for its passphrase. */
  readonly pkcs12: Octets;
  /** The authorities above the certificate, DER, without roots. */
  readonly authorities: readonly Octets[];
  readonly texts: ProfileTexts;
  /** Reverse-DNS name of the profile: the same for the same user, so that a new one replaces the old one. */
  readonly identifier: string;
  /** When the system takes the profile away by itself: the certificate's end. */
  readonly removalDate: Date;
}

export interface ProfileTexts {
  readonly displayName: string;
  readonly description: string;
  readonly organization: string;
  readonly certificateName: string;
  readonly authorityName: string;
}

type Value = string | number | boolean | Date | Octets | readonly Value[] | { readonly [key: string]: Value };

const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Without what XML 1.0 does not allow at all. */
const escaped = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, "").replaceAll(/[&<>]/g, (sign) => ESCAPED[sign] ?? "");

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** A value of a property list (Apple's DTD PropertyList-1.0). */
const written = (value: Value): string => {
  if (typeof value === "string") return `<string>${escaped(value)}</string>`;
  if (typeof value === "number") return `<integer>${value}</integer>`;
  if (typeof value === "boolean") return value ? "<true/>" : "<false/>";
  if (value instanceof Date) return `<date>${value.toISOString().replace(/\.\d+Z$/, "Z")}</date>`;
  if (value instanceof Uint8Array) return `<data>${toBase64(value)}</data>`;
  if (isList(value)) return `<array>${value.map(written).join("")}</array>`;
  const members = Object.entries(value).map(
    ([key, member]) => `<key>${escaped(key)}</key>${written(member)}`,
  );
  return `<dict>${members.join("")}</dict>`;
};

const payload = (identifier: string, type: string, more: { readonly [key: string]: Value }): Value => ({
  PayloadType: type,
  PayloadVersion: 1,
  PayloadIdentifier: identifier,
  PayloadUUID: crypto.randomUUID().toUpperCase(),
  ...more,
});

/**
 * An Apple configuration profile (.mobileconfig), not signed: signing it would need the key of a publisher, or the
 * server would have to see what is in it. Authorities come as intermediates (`com.apple.security.pkcs1`): the profile
 * makes the device trust nobody.
 */
export const appleProfile = ({ pkcs12, authorities, texts, identifier, removalDate }: Profile): string => {
  const identity = payload(`${identifier}.identity`, "com.apple.security.pkcs12", {
    PayloadDisplayName: texts.certificateName,
    PayloadCertificateFileName: "certificate.p12",
    PayloadContent: pkcs12,
  });
  const above = authorities.map((authority, index) =>
    payload(`${identifier}.authority${index + 1}`, "com.apple.security.pkcs1", {
      PayloadDisplayName: texts.authorityName,
      PayloadCertificateFileName: `authority${index + 1}.cer`,
      PayloadContent: authority,
    }),
  );
  const profile = payload(identifier, "Configuration", {
    PayloadDisplayName: texts.displayName,
    PayloadDescription: texts.description,
    PayloadOrganization: texts.organization,
    PayloadRemovalDisallowed: false,
    RemovalDate: removalDate,
    PayloadContent: [identity, ...above],
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">${written(profile)}</plist>\n`;
};
