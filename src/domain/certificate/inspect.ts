import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { SIGNATURE_ALGORITHMS } from "#pki/algorithms.ts";
import { lintCertificate, type LintFinding } from "#pki/lints/lints.ts";
import type { Issuer } from "../certificate-authority/authority.ts";

const verifyInThread = promisify<string, Buffer, KeyObject, Buffer, boolean>(verify);

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
 * What is wrong with a signed certificate: a rule broken, or a signature that the issuer's key does not verify (a
 * faulty token or memory; a bad signature can give the key away). Undefined: it may leave.
 */
export const faultOfSigned = async (
  issuer: Issuer,
  signed: { readonly certificate: Buffer; readonly tbs: Buffer; readonly signature: Buffer },
): Promise<string | undefined> => {
  const { digest } = SIGNATURE_ALGORITHMS[issuer.signer.signatureAlgorithm];
  if (!(await verifyInThread(digest, signed.tbs, publicKeyOf(issuer), signed.signature))) {
    return "the issuer's key does not verify the signature";
  }
  const { certificate } = signed;
  return describe(lintCertificate({ certificate, profile: "client", issuer: issuer.certificate }));
};
