import type { KeyAlgorithmName } from "../algorithms.ts";
import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed } from "../der/tags.ts";
import { bitString, integer, sequence, value } from "../der/writer.ts";
import { encodeName, nameOf } from "../name.ts";
import { OID } from "../oids.ts";
import { softwareSigner } from "../signer.ts";
import { newPrivateKey } from "./small-authority.ts";
import { buildCertificationRequest } from "../csr/build.ts";
import { checkCertificationRequest } from "../csr/check.ts";
import { parseCertificationRequest } from "../csr/parse.ts";

export const ALL: readonly KeyAlgorithmName[] = [
  "P-256",
  "P-384",
  "RSA-2048",
  "RSA-3072",
  "RSA-4096",
  "ML-DSA-44",
  "ML-DSA-65",
];
export const SUBJECT = nameOf([["CN", "申請者"]]);

/** The outcome of a whole judgement: the key algorithm, or the code and detail of the refusal. */
export const judge = (der: Buffer, allowed: readonly KeyAlgorithmName[] = ALL): string => {
  const parsed = parseCertificationRequest(der);
  if (!parsed.ok) return `${parsed.refusal.code}: ${parsed.refusal.detail}`;
  const checked = checkCertificationRequest(parsed.value, allowed);
  return checked.ok ? checked.value.keyAlgorithm : `${checked.refusal.code}: ${checked.refusal.detail}`;
};

export const request = (name: KeyAlgorithmName): Promise<Buffer> =>
  buildCertificationRequest({ subject: SUBJECT, ...softwareSigner(newPrivateKey(name)) });

/** A request about any key, with a signature that verifies under none. */
export const unsigned = (publicKeyInfo: Buffer, attributes: readonly Buffer[] = []): Buffer =>
  sequence(
    sequence(integer(0), encodeName(SUBJECT), publicKeyInfo, value(contextConstructed(0), attributes)),
    SIGNATURE_ALGORITHMS.sha256WithRSAEncryption.identifier,
    bitString(Buffer.alloc(256, 1)),
  );

export const ecKeyInfo = (curve: string, point: Buffer): Buffer =>
  sequence(sequence(objectIdentifier(OID.ecPublicKey), objectIdentifier(curve)), bitString(point));
