import { assembleCrl, buildTbsCertList, encodeCrlEntry, type TbsCertListFields } from "../crl/build.ts";
import { parseCrl, type CertificateList } from "../crl/parse.ts";
import type { Certificate } from "../certificate/certificate.ts";
import {
  authorityBasicConstraints,
  certificatePolicies,
  extension,
  keyUsage,
  subjectKeyIdentifier,
} from "../certificate/extensions.ts";
import { issuerFactsOf } from "../certificate/verify.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { integer, sequence, value } from "../der/writer.ts";
import { encodeName, nameOf, type Name } from "../name.ts";
import { OID } from "../oids.ts";
import { keyIdentifier } from "../public-key.ts";
import { softwareSigner, type Signer } from "../signer.ts";
import {
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  newPrivateKey,
  newSerial,
  signCertificate,
} from "./small-authority.ts";

/** A certificate and what signs with its key. */
export interface PathMember {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

/** What a certificate of a test's path says; all but the name has defaults. */
export interface PathMemberFields {
  readonly name: string | Name;
  /** Left out: self-signed. */
  readonly issuer?: PathMember;
  readonly issuerName?: Name;
  readonly extensions?: readonly Buffer[];
  readonly notBefore?: Temporal.Instant;
  readonly notAfter?: Temporal.Instant;
  /** Another member's key instead of a fresh one. */
  readonly keyOf?: PathMember;
}

export const pathName = (commonName: string): Name => nameOf([["CN", commonName]]);

/** What makes an authority. */
export const AUTHORITY: readonly Buffer[] = [authorityBasicConstraints(), keyUsage("keyCertSign", "cRLSign")];

/** Issues a certificate with P-256 keys. */
export const issuePathMember = async (fields: PathMemberFields): Promise<PathMember> => {
  const signer = fields.keyOf?.signer ?? softwareSigner(newPrivateKey("P-256"));
  const subject = typeof fields.name === "string" ? pathName(fields.name) : fields.name;
  const issuer = fields.issuerName ?? fields.issuer?.certificate.subject ?? subject;
  const certificate = await signCertificate(
    {
      serial: newSerial(),
      signatureAlgorithm: "ecdsa-with-SHA256",
      issuer: encodeName(issuer),
      notBefore: fields.notBefore ?? TEST_NOT_BEFORE,
      notAfter: fields.notAfter ?? TEST_NOT_AFTER,
      subject: encodeName(subject),
      publicKeyInfo: signer.publicKeyInfo,
      extensions: [subjectKeyIdentifier(keyIdentifier(signer.publicKeyInfo)), ...(fields.extensions ?? [])],
    },
    fields.issuer?.signer ?? signer,
  );
  return { certificate, signer };
};

/** Signs a CRL; current for a day from {@link TEST_NOT_BEFORE} unless said otherwise. */
export const signPathCrl = async (
  issuer: PathMember,
  revoked: readonly string[] = [],
  fields: Partial<TbsCertListFields> = {},
  signer: Signer = issuer.signer,
): Promise<CertificateList> => {
  const tbs = buildTbsCertList({
    issuer: issuerFactsOf(issuer.certificate),
    thisUpdate: TEST_NOT_BEFORE,
    nextUpdate: TEST_NOT_BEFORE.add({ hours: 24 }),
    number: 1n,
    entries: revoked.map((serial) =>
      encodeCrlEntry({ serial, revokedAt: TEST_NOT_BEFORE, reason: "keyCompromise" }),
    ),
    ...fields,
  });
  const parsed = parseCrl(assembleCrl(tbs, signer.signatureAlgorithm, await signer.sign(tbs)));
  if (!parsed.ok) throw new Error(parsed.refusal.detail);
  return parsed.value;
};

const subtrees = (number: number, bases: readonly Buffer[]): readonly Buffer[] =>
  bases.length === 0
    ? []
    : [
        value(
          contextConstructed(number),
          bases.map((base) => sequence(base)),
        ),
      ];

/** GeneralNames by their tag. */
export const general = {
  mail: (text: string): Buffer => value(contextPrimitive(1), [Buffer.from(text, "latin1")]),
  dns: (text: string): Buffer => value(contextPrimitive(2), [Buffer.from(text, "latin1")]),
  directory: (name: Name): Buffer => value(contextConstructed(4), [encodeName(name)]),
  uri: (text: string): Buffer => value(contextPrimitive(6), [Buffer.from(text, "latin1")]),
  ip: (...octets: readonly number[]): Buffer => value(contextPrimitive(7), [Buffer.from(octets)]),
  registeredId: (): Buffer => value(contextPrimitive(8), [Buffer.of(0x2a)]),
} as const;

export const alternativeNames = (...names: readonly Buffer[]): Buffer =>
  extension(OID.subjectAltName, false, sequence(...names));

export const nameConstraints = (given: {
  readonly permitted?: readonly Buffer[];
  readonly excluded?: readonly Buffer[];
  readonly isCritical?: boolean;
}): Buffer =>
  extension(
    OID.nameConstraints,
    given.isCritical ?? true,
    sequence(...subtrees(0, given.permitted ?? []), ...subtrees(1, given.excluded ?? [])),
  );

export const policyMappings = (...mappings: readonly (readonly [string, string])[]): Buffer =>
  extension(
    OID.policyMappings,
    true,
    sequence(...mappings.map(([from, to]) => sequence(objectIdentifier(from), objectIdentifier(to)))),
  );

/** requireExplicitPolicy, after so many certificates. */
export const requireExplicitPolicy = (skip: number): Buffer =>
  extension(OID.policyConstraints, true, sequence(value(contextPrimitive(0), [integer(skip).subarray(2)])));

export { certificatePolicies };
