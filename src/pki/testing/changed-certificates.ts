import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { buildTbsCertificate, type TbsCertificateFields } from "../certificate/build.ts";
import {
  clientFields,
  issuingAuthorityFields,
  ocspResponderFields,
  rootFields,
  tlsServerFields,
  type CertificateProfileName,
} from "../certificate/profiles.ts";
import { issuerFactsOf } from "../certificate/verify.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { TAG } from "../der/tags.ts";
import { explicit, integer, sequence, value } from "../der/writer.ts";
import { encodeName, nameOf, type NameAttribute } from "../name.ts";
import { OID } from "../oids.ts";
import { softwareSigner } from "../signer.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  TEST_POLICY_OID,
  newPrivateKey,
  newSerial,
  newSmallAuthority,
} from "./small-authority.ts";
import { lintCertificate } from "../lints/lints.ts";

/** One authority and one key for all certificates of a test file. */
export const authority = await newSmallAuthority();
export const { publicKeyInfo } = softwareSigner(newPrivateKey("P-256"));

export const given = (): Omit<Parameters<typeof clientFields>[0], "issuer"> => ({
  serial: newSerial(),
  subject: nameOf([
    ["C", "JP"],
    ["O", "ヒスイ信用組合"],
    ["CN", "taro01 A001 20260101090000000000"],
  ]),
  publicKeyInfo,
  notBefore: TEST_NOT_BEFORE,
  notAfter: TEST_NOT_AFTER,
  addresses: TEST_ADDRESSES,
  policyOid: TEST_POLICY_OID,
});

export const fieldsOf = (profile: CertificateProfileName): TbsCertificateFields => {
  const issuer = issuerFactsOf(authority.issuing.certificate);
  switch (profile) {
    case "root":
      return rootFields({ ...given(), signatureAlgorithm: "ecdsa-with-SHA256" });
    case "issuing":
      return issuingAuthorityFields({ ...given(), issuer: issuerFactsOf(authority.root.certificate) });
    case "ocspResponder":
      return ocspResponderFields({ ...given(), issuer });
    case "tlsServer":
      return tlsServerFields({ ...given(), issuer, dnsNames: ["*.cert.hisui.localhost", "localhost"] });
    case "client":
    default:
      return clientFields({ ...given(), issuer });
  }
};

export const PROFILES: readonly CertificateProfileName[] = [
  "root",
  "issuing",
  "client",
  "ocspResponder",
  "tlsServer",
];

export const issuerOf = (
  profile: CertificateProfileName,
): Parameters<typeof lintCertificate>[0]["issuer"] => {
  if (profile === "root") return "self";
  return profile === "issuing" ? authority.root.certificate : authority.issuing.certificate;
};

/** Names of the rules that a changed certificate breaks. */
export const broken = (tbs: Buffer, profile: CertificateProfileName = "client"): string[] =>
  lintCertificate({ tbs, profile, issuer: issuerOf(profile) }).map(({ lint }) => lint);

export const changed = (
  fields: Partial<TbsCertificateFields>,
  profile: CertificateProfileName = "client",
): string[] => broken(buildTbsCertificate({ ...fieldsOf(profile), ...fields }), profile);

/** The extensions of a profile with the one of the same kind replaced, left out, or added. */
export const withExtension = (
  oid: string,
  replacement: Buffer | undefined,
  profile: CertificateProfileName = "client",
): string[] => {
  const kept = fieldsOf(profile).extensions.filter((encoded) => !encoded.includes(objectIdentifier(oid)));
  return changed({ extensions: replacement === undefined ? kept : [...kept, replacement] }, profile);
};

export const subjectOf = (...attributes: readonly NameAttribute[]): Buffer =>
  encodeName(attributes.map((attribute) => [attribute]));

export const commonName = (text: string): NameAttribute => ({
  type: OID.commonName,
  value: text,
  stringType: "utf8",
});

/** A TBSCertificate put together by hand, for what the building code cannot be made to say. */
export const byHand = (parts: {
  readonly version?: Buffer;
  readonly serial?: Buffer;
  readonly validity?: Buffer;
  readonly uniqueIdentifier?: Buffer;
  readonly signature?: Buffer;
  readonly subject?: Buffer;
}): string[] => {
  const fields = fieldsOf("client");
  const utc = (text: string): Buffer => value(TAG.utcTime, [Buffer.from(text)]);
  return broken(
    sequence(
      parts.version ?? explicit(0, integer(2)),
      parts.serial ?? integer(BigInt(`0x${newSerial()}`)),
      parts.signature ?? SIGNATURE_ALGORITHMS["ecdsa-with-SHA256"].identifier,
      fields.issuer,
      parts.validity ?? sequence(utc("260101000000Z"), utc("270101000000Z")),
      parts.subject ?? fields.subject,
      fields.publicKeyInfo,
      ...(parts.uniqueIdentifier === undefined ? [] : [parts.uniqueIdentifier]),
      explicit(3, sequence(...fields.extensions)),
    ),
  );
};
