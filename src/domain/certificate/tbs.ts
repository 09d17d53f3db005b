import { prepareClientTemplate, type ClientTemplate } from "#pki/certificate/template.ts";
import { encodeName, nameOf, type Name, type NameShortName } from "#pki/name.ts";
import { caIssuersUri, crlUri, ocspUri, shardName } from "../certificate-authority/addresses.ts";
import type { CertificateAuthority, Issuer } from "../certificate-authority/authority.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { renderSubject } from "../institution/subject.ts";
import type { User } from "../user/users.ts";

/** So many lists share an institution's certificates, so that a revocation rewrites one of them only. */
export const CRL_SHARDS = 8;

/** The shard of a certificate, fixed for its life: its last octet is as random as the rest of the serial. */
export const shardOf = (serial: string): number => Number.parseInt(serial.slice(-2), 16) % CRL_SHARDS;

/** Subject from the institution's templates (A2.16), top first; a part that is empty is left out. */
export const subjectOf = (institution: InstitutionPolicy, user: User, at: Temporal.Instant): Name => {
  const { organization, organizationalUnit, commonName } = renderSubject(
    institution,
    { ...user.reference, loginId: user.loginId },
    at,
  );
  const parts: (readonly [NameShortName, string])[] = [
    ["O", organization],
    ["OU", organizationalUnit],
    ["CN", commonName],
  ];
  return nameOf(parts.filter(([, text]) => text !== ""));
};

const templates = new WeakMap<Issuer, Map<string, ClientTemplate>>();

/** The template of an issuer, institution and shard; encoded once. */
const templateFor = (
  authority: CertificateAuthority,
  issuer: Issuer,
  institution: InstitutionPolicy,
  shard: number,
): ClientTemplate => {
  const ofIssuer = templates.get(issuer) ?? new Map<string, ClientTemplate>();
  templates.set(issuer, ofIssuer);
  const { policyOid } = institution.certificate;
  const key = `${authority.validationUrl} ${institution.code} ${policyOid} ${shard}`;
  const known = ofIssuer.get(key);
  if (known !== undefined) return known;
  const { validationUrl } = authority;
  const template = prepareClientTemplate({
    issuer: issuer.facts,
    policyOid,
    addresses: {
      crlUri: crlUri(validationUrl, issuer.issuerId, shardName(institution.code, shard)),
      caIssuersUri: caIssuersUri(validationUrl, issuer.issuerId),
      ocspUri: ocspUri(validationUrl),
    },
  });
  ofIssuer.set(key, template);
  return template;
};

/** TBSCertificate of a client certificate, DER. */
export const clientTbs = (given: {
  readonly authority: CertificateAuthority;
  readonly issuer: Issuer;
  readonly institution: InstitutionPolicy;
  readonly serial: string;
  readonly subject: Name;
  readonly publicKeyInfo: Buffer;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
}): Buffer =>
  templateFor(given.authority, given.issuer, given.institution, shardOf(given.serial)).build({
    serial: given.serial,
    subject: encodeName(given.subject),
    publicKeyInfo: given.publicKeyInfo,
    notBefore: given.notBefore,
    notAfter: given.notAfter,
  });
