import {
  assembleCertificate,
  buildTbsCertificate,
  type TbsCertificateFields,
} from "#pki/certificate/build.ts";
import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { isSignatureValid } from "#pki/certificate/verify.ts";
import { lintCertificate, type LintFinding } from "#pki/lints/lints.ts";
import type { Signer } from "#pki/signer.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";

/** A serial number: 128 random bits as 32 hexadecimal digits. */
export const newSerial = (random: RandomSource): string => random.bytes(16).toString("hex");

const describeFindings = (findings: readonly LintFinding[]): string =>
  findings.map(({ lint, detail }) => `${lint}: ${detail}`).join("; ");

/** Signs a certificate of an authority or responder, and makes sure that it verifies before anybody relies on it. */
export const signAuthorityCertificate = async (
  fields: TbsCertificateFields,
  signer: Signer,
  profile: "root" | "issuing" | "ocspResponder",
  issuer: Certificate | "self",
): Promise<Certificate> => {
  const tbs = buildTbsCertificate(fields);
  const findings = lintCertificate({ tbs, profile, issuer });
  invariant(findings.length === 0, `an authority's certificate breaks rules: ${describeFindings(findings)}`);
  const signature = await signer.sign(tbs);
  const { signatureAlgorithm, publicKeyInfo } = signer;
  invariant(
    isSignatureValid({ publicKeyInfo, signatureAlgorithm, data: tbs, signature }),
    "a key store signs with the key that it names",
  );
  const parsed = parseCertificate(assembleCertificate(tbs, signatureAlgorithm, signature));
  invariant(parsed.ok, "what we encode can be read");
  return parsed.value;
};
