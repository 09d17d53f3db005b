import { bitString, context, integer, sequence, type Octets } from "./der.ts";
import type { PageKey } from "./key-pair.ts";

/**
 * A PKCS#10 request (RFC 2986) for a key of this page, DER: no subject, no attributes. Who asks is proved by other
 * means, and the subject comes from the institution's template.
 */
export const certificationRequest = async (key: PageKey): Promise<Octets> => {
  const noName = sequence();
  const noAttributes = context(0);
  const info = sequence(integer(0), noName, key.publicKeyInfo, noAttributes);
  return sequence(info, key.signatureAlgorithm, bitString(await key.sign(info)));
};
