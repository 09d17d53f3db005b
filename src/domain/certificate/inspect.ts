import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { SIGNATURE_ALGORITHMS } from "#pki/algorithms.ts";
import { lintCertificate, type LintFinding } from "#pki/lints/lints.ts";
import type { Issuer } from "../certificate-authority/authority.ts";

const verifyInThread = promisify<string | null, Buffer, KeyObject, Buffer, boolean>(verify);

const publicKeys = new WeakMap<Issuer, KeyObject>();

const publicKeyOf = (issuer: Issuer): KeyObject => {
  const known = publicKeys.get(issuer);
  if (known !== undefined) return known;
  const { publicKeyInfo } = issuer.certificate;
  const key = createPublicKey({ key: publicKeyInfo, format: "der", type: "spki" });
  publicKeys.set(issuer, key);
  return key;
};

const describe = (findings: readonly LintFinding[]): string | undefined =>
  findings.length === 0
    ? undefined
    : findings.map(({ lint, citation, detail }) => `${lint} (${citation}): ${detail}`).join("; ");

/** What our rules object to in a certificate before it is signed; undefined: nothing. */
export const faultOfTbs = (issuer: Issuer, tbs: Buffer): string | undefined =>
  describe(lintCertificate({ tbs, profile: "client", issuer: issuer.certificate }));

/**
 * What is wrong with a signature over octets to which our rules do not object: the issuer's key does not verify it (a
 * faulty token or memory; a bad signature can give the key away). Undefined: the certificate may leave.
 */
export const faultOfSignature = async (
  issuer: Issuer,
  { tbs, signature }: { readonly tbs: Buffer; readonly signature: Buffer },
): Promise<string | undefined> => {
  const { signatureAlgorithm } = issuer.signer;
  if (signatureAlgorithm !== issuer.facts.signatureAlgorithm) {
    return `signed with ${signatureAlgorithm} where ${issuer.facts.signatureAlgorithm} stands inside (RFC 5280 section 4.1.1.2)`;
  }
  const { digest } = SIGNATURE_ALGORITHMS[signatureAlgorithm];
  const key = publicKeyOf(issuer);
  // On P-256 the way to another thread and back costs half of what is done there.
  const isValid =
    signatureAlgorithm === "ecdsa-with-SHA256"
      ? verify(digest, tbs, key, signature)
      : await verifyInThread(digest, tbs, key, signature);
  return isValid ? undefined : "the issuer's key does not verify the signature";
};
