import {
  parseChallenge,
  parseRegistration,
  pastedText,
  type TokenRegistration,
  type TransactionChallenge,
} from "#shared/transaction-token.ts";

/** What a code or a pasted text is. */
export type Scanned =
  | { readonly kind: "challenge"; readonly text: string; readonly challenge: TransactionChallenge }
  | { readonly kind: "registration"; readonly registration: TokenRegistration; readonly server: string }
  /** Of another installation: its own app must be used. */
  | { readonly kind: "elsewhere"; readonly host: string }
  | { readonly kind: "unknown" };

const PATH = "/token/";

/** Host names below which the institutions of an installation are: `akagi.example.jp` → `.example.jp`. */
const below = (host: string): string => host.slice(host.indexOf("."));

const readAddress = (text: string, ownHost: string): Scanned => {
  const address = URL.parse(text);
  if (address?.protocol !== "https:" || address.pathname !== PATH) return { kind: "unknown" };
  const registration = parseRegistration(address.hash);
  if (registration === undefined) return { kind: "unknown" };
  return address.host === `${registration.institutionId}${below(ownHost)}`
    ? { kind: "registration", registration, server: address.origin }
    : { kind: "elsewhere", host: address.host };
};

/**
 * Reads what a camera saw or a person pasted.
 *
 * @param ownHost host and port of this app: `akagi.example.jp:8443`
 */
export const readScanned = (text: string, ownHost: string): Scanned => {
  const plain = pastedText(text);
  const challenge = parseChallenge(plain);
  return challenge === undefined
    ? readAddress(plain, ownHost)
    : { kind: "challenge", text: plain, challenge };
};
