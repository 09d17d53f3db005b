import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { ClientFacts } from "./session-types.ts";

/** In which form a key that was made in the browser reaches the place where it is used. */
export type BrowserForm = InstitutionPolicy["acquisition"]["inBrowser"]["forms"][number];

/**
 * What the acquisition page calls itself (`keyStoreKind`): the key is software, and in a file that can be copied. Told
 * by the client like every description of a device; whoever lies about it gains nothing but another description.
 */
const formOfKind: ReadonlyMap<string, BrowserForm> = new Map([
  ["browser-pkcs12", "pkcs12"],
  ["browser-apple-profile", "appleProfile"],
]);

/** Whether a key of this kind was made in a browser and left it in a file. */
export const isMadeInBrowser = (keyStoreKind: string): boolean => formOfKind.has(keyStoreKind);

/** Why the institution's policy does not issue to this client; undefined: it does. */
export const browserRefusal = (
  { acquisition: { inBrowser } }: InstitutionPolicy,
  { keyStoreKind }: Pick<ClientFacts, "keyStoreKind">,
): Refusal<"ACQUISITION_IN_BROWSER_FORBIDDEN"> | undefined => {
  const form = formOfKind.get(keyStoreKind);
  if (form === undefined || (inBrowser.use === "allowed" && inBrowser.forms.includes(form))) return undefined;
  return {
    code: "ACQUISITION_IN_BROWSER_FORBIDDEN",
    detail: `${keyStoreKind}: inBrowser is ${inBrowser.use}`,
  };
};

/**
 * How the installation of a client's certificate is proved, and how long that may take. The page itself holds the key
 * and could sign anything with it, so its signature proves nothing: the first login with the certificate does.
 */
export const confirmationOf = (
  { certificate, acquisition }: InstitutionPolicy,
  { keyStoreKind }: Pick<ClientFacts, "keyStoreKind">,
): { readonly confirmationMethod: "signature" | "handshake"; readonly confirmSeconds: number } =>
  isMadeInBrowser(keyStoreKind)
    ? { confirmationMethod: "handshake", confirmSeconds: acquisition.inBrowser.confirmSeconds }
    : { confirmationMethod: "signature", confirmSeconds: certificate.confirmSeconds };
