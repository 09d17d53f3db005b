import { prepareClientTemplate, type ClientTemplate } from "#pki/certificate/template.ts";
import { encodeName, nameOf, type Name, type NameShortName } from "#pki/name.ts";
import { caIssuersUri, crlUri, ocspUri, shardName } from "../certificate-authority/addresses.ts";
import type { Issuer } from "../certificate-authority/authority.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { renderSubject } from "../institution/subject.ts";
import type { User } from "../user/users.ts";

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
const templateFor = (issuer: Issuer, institution: InstitutionPolicy, shard: number): ClientTemplate => {
  const ofIssuer = templates.get(issuer) ?? new Map<string, ClientTemplate>();
  templates.set(issuer, ofIssuer);
  const { policyOid } = institution.certificate;
  const key = `${institution.code} ${policyOid} ${shard}`;
  const known = ofIssuer.get(key);
  if (known !== undefined) return known;
  const { validationUrl } = issuer;
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
  readonly issuer: Issuer;
  readonly institution: InstitutionPolicy;
  readonly serial: string;
  /** From `allotCrlShard`; stands in the certificate as its distribution point. */
  readonly crlShard: number;
  readonly subject: Name;
  readonly publicKeyInfo: Buffer;
  readonly notBefore: Temporal.Instant;
  readonly notAfter: Temporal.Instant;
}): Buffer =>
  templateFor(given.issuer, given.institution, given.crlShard).build({
    serial: given.serial,
    subject: encodeName(given.subject),
    publicKeyInfo: given.publicKeyInfo,
    notBefore: given.notBefore,
    notAfter: given.notAfter,
  });
