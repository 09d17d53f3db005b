import { type KeyAlgorithmName, keyAlgorithmSchema } from "#wire/enrollment.ts";

/** What NSS must be told to make a key of a type and to sign with it. */
export interface NssKeyAlgorithm {
  /** PKCS#11 mechanism of key generation. */
  readonly mechanism: number;
  readonly parameters: { readonly curveOid: Buffer } | { readonly modulusBits: number };
  /** Content octets of the signature algorithm's object identifier. */
  readonly signatureOid: Buffer;
}

const CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0000;
const CKM_EC_KEY_PAIR_GEN = 0x1040;

const hex = (digits: string): Buffer => Buffer.from(digits, "hex");
const ECDSA_WITH_SHA256 = hex("2a8648ce3d040302");
const ECDSA_WITH_SHA384 = hex("2a8648ce3d040303");
const SHA256_WITH_RSA = hex("2a864886f70d01010b");

const rsa = (modulusBits: number): NssKeyAlgorithm => ({
  mechanism: CKM_RSA_PKCS_KEY_PAIR_GEN,
  parameters: { modulusBits },
  signatureOid: SHA256_WITH_RSA,
});

/**
 * Facts by key type; none where NSS makes no such keys (ML-DSA). Curves are DER object identifiers (SEC 2): secp256r1,
 * secp384r1.
 */
export const nssKeyAlgorithms: Readonly<Partial<Record<KeyAlgorithmName, NssKeyAlgorithm>>> = {
  "P-256": {
    mechanism: CKM_EC_KEY_PAIR_GEN,
    parameters: { curveOid: hex("06082a8648ce3d030107") },
    signatureOid: ECDSA_WITH_SHA256,
  },
  "P-384": {
    mechanism: CKM_EC_KEY_PAIR_GEN,
    parameters: { curveOid: hex("06052b81040022") },
    signatureOid: ECDSA_WITH_SHA384,
  },
  "RSA-2048": rsa(2048),
  "RSA-3072": rsa(3072),
  "RSA-4096": rsa(4096),
};

export const nssKeyAlgorithmNames: readonly KeyAlgorithmName[] = keyAlgorithmSchema.options.filter(
  (name) => name in nssKeyAlgorithms,
);
