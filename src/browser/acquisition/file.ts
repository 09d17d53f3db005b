import { appleProfile, type ProfileTexts } from "./apple-profile.ts";
import { factsOf } from "./certificate.ts";
import type { Octets } from "./der.ts";
import type { PageKey } from "./key-pair.ts";
import { packPkcs12 } from "./pkcs12.ts";
import { current, old } from "./protection.ts";

/** In which form key and certificate leave the page: `keyStoreKind` of the enrolment API. */
export const FORMS = ["browser-pkcs12", "browser-apple-profile"] as const;
export type Form = (typeof FORMS)[number];

/** Which PKCS#12 the device reads. */
export const PROTECTIONS = { current, old } as const;
export type ProtectionName = keyof typeof PROTECTIONS;

export interface FileWish {
  readonly form: Form;
  readonly protection: ProtectionName;
  readonly key: PageKey;
  /** DER. */
  readonly certificate: Octets;
  readonly chain: readonly Octets[];
  readonly passphrase: string;
  /** Shown by keychains: whose it is, and for what. */
  readonly name: string;
  /** Without its ending. */
  readonly fileName: string;
  readonly profile: { readonly identifier: string; readonly texts: ProfileTexts };
}

export interface MadeFile {
  readonly name: string;
  readonly content: Blob;
}

/** What file names have everywhere. */
const plain = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 80);

/**
 * Makes the file. Roots stay out: keychains and the Windows wizard would offer to trust them, which the login does not
 * need (A2.11).
 */
export const makeFile = async (wish: FileWish): Promise<MadeFile> => {
  const authorities = wish.chain.filter((authority) => !factsOf(authority).isSelfIssued);
  const pkcs12 = await packPkcs12(
    {
      privateKeyInfo: await wish.key.privateKeyInfo(),
      certificate: wish.certificate,
      chain: authorities,
      name: wish.name,
    },
    wish.passphrase,
    PROTECTIONS[wish.protection],
  );
  const base = plain(wish.fileName);
  if (wish.form === "browser-pkcs12") {
    return { name: `${base}.p12`, content: new Blob([pkcs12], { type: "application/x-pkcs12" }) };
  }
  const profile = appleProfile({
    pkcs12,
    authorities,
    ...wish.profile,
    removalDate: factsOf(wish.certificate).notAfter,
  });
  return {
    name: `${base}.mobileconfig`,
    content: new Blob([profile], { type: "application/x-apple-aspen-config" }),
  };
};
