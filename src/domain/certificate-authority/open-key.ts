import type { Certificate } from "#pki/certificate/parse.ts";
import type { Signer } from "#pki/signer.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { refused, type Result } from "#shared/result.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { isOffline } from "./names.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

/**
 * Opens a key and makes sure that it is the one of the certificate. Refused: AUTHORITY_KEY_OFFLINE,
 * AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH.
 */
export const openKey = async (
  keyStore: KeyStore,
  keyReference: string,
  certificate: Pick<Certificate, "publicKeyInfo">,
  issuer: string,
): Promise<Result<Signer, Refusal<AuthorityRefusalCode>>> => {
  if (isOffline(keyReference)) {
    return refused({
      code: "AUTHORITY_KEY_OFFLINE",
      detail: `the key of ${issuer} is kept elsewhere: ${keyReference}`,
      facts: { issuer },
    });
  }
  const opened = await keyStore.signer(keyReference);
  if (!opened.ok) {
    const { code, detail } = opened.refusal;
    return refused({
      code: "AUTHORITY_KEY_UNAVAILABLE",
      detail: `${code}: ${detail}`,
      facts: { key: keyReference },
    });
  }
  return opened.value.publicKeyInfo.equals(certificate.publicKeyInfo)
    ? opened
    : refused({
        code: "AUTHORITY_KEY_MISMATCH",
        detail: `the key ${keyReference} is not the key in the certificate of ${issuer}`,
        facts: { key: keyReference, issuer },
      });
};
