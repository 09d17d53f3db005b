import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { assembleCertificate, buildTbsCertificate, type TbsCertificateFields } from "../certificate/build.ts";
import * as write from "../certificate/extensions.ts";
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
import { TAG, contextPrimitive } from "../der/tags.ts";
import { NULL_VALUE, bitString, explicit, integer, octetString, sequence, value } from "../der/writer.ts";
import { encodeName, nameOf, type NameAttribute } from "../name.ts";
import { OID } from "../oids.ts";
import { keyIdentifier } from "../public-key.ts";
import { softwareSigner } from "../signer.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  TEST_POLICY_OID,
  newPrivateKey,
  newSerial,
  newSmallAuthority,
  type SmallAuthority,
} from "../testing/small-authority.ts";
import { CERTIFICATE_LINTS } from "./certificate-lints.ts";
import { lintCertificate } from "./lints.ts";

let authority: SmallAuthority;
let publicKeyInfo: Buffer;
before(async () => {
  authority = await newSmallAuthority();
  ({ publicKeyInfo } = softwareSigner(newPrivateKey("P-256")));
});

const given = (): Omit<Parameters<typeof clientFields>[0], "issuer"> => ({
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

const fieldsOf = (profile: CertificateProfileName): TbsCertificateFields => {
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

const PROFILES: readonly CertificateProfileName[] = [
  "root",
  "issuing",
  "client",
  "ocspResponder",
  "tlsServer",
];

const issuerOf = (profile: CertificateProfileName): Parameters<typeof lintCertificate>[0]["issuer"] => {
  if (profile === "root") return "self";
  return profile === "issuing" ? authority.root.certificate : authority.issuing.certificate;
};

/** Names of the rules that a changed certificate breaks. */
const broken = (tbs: Buffer, profile: CertificateProfileName = "client"): string[] =>
  lintCertificate({ tbs, profile, issuer: issuerOf(profile) }).map(({ lint }) => lint);

const changed = (
  fields: Partial<TbsCertificateFields>,
  profile: CertificateProfileName = "client",
): string[] => broken(buildTbsCertificate({ ...fieldsOf(profile), ...fields }), profile);

/** The extensions of a profile with the one of the same kind replaced, left out, or added. */
const withExtension = (
  oid: string,
  replacement: Buffer | undefined,
  profile: CertificateProfileName = "client",
): string[] => {
  const kept = fieldsOf(profile).extensions.filter((encoded) => !encoded.includes(objectIdentifier(oid)));
  return changed({ extensions: replacement === undefined ? kept : [...kept, replacement] }, profile);
};

const subjectOf = (...attributes: readonly NameAttribute[]): Buffer =>
  encodeName(attributes.map((attribute) => [attribute]));

const commonName = (text: string): NameAttribute => ({
  type: OID.commonName,
  value: text,
  stringType: "utf8",
});

/** A TBSCertificate put together by hand, for what the building code cannot be made to say. */
const byHand = (parts: {
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

/** Each rule with certificates that break it. */
const PLANTED: Readonly<Record<string, readonly (() => string[])[]>> = {
  "canonical-der": [
    () => broken(Buffer.of(0x30, 0x80)),
    () => {
      // Two attributes at one level, the greater first: a SET OF that is not in order.
      const [low, high] = [commonName("a"), commonName("b")].map((attribute) =>
        sequence(objectIdentifier(attribute.type), value(TAG.utf8String, [Buffer.from(attribute.value)])),
      );
      assert.ok(low !== undefined && high !== undefined);
      return byHand({ subject: sequence(value(TAG.set, [high, low])) });
    },
  ],
  "version-3": [() => byHand({ version: explicit(0, integer(1)) })],
  "serial-positive": [
    () => byHand({ serial: value(TAG.integer, [Buffer.alloc(16, 0x8f)]) }),
    () => byHand({ serial: integer(0) }),
  ],
  "serial-length": [() => byHand({ serial: integer((1n << 160n) - 1n) })],
  "serial-entropy": [() => changed({ serial: "00".repeat(8) + "12".repeat(8) })],
  "validity-order": [() => changed({ notAfter: TEST_NOT_BEFORE })],
  "validity-encoding": [
    () => {
      const time = (text: string): Buffer => value(TAG.generalizedTime, [Buffer.from(text)]);
      return byHand({ validity: sequence(time("20260101000000Z"), time("20270101000000Z")) });
    },
  ],
  "validity-within-issuer": [
    () => changed({ notAfter: TEST_NOT_AFTER.add({ seconds: 1 }) }),
    () => changed({ notBefore: TEST_NOT_BEFORE.subtract({ seconds: 1 }) }),
  ],
  "issuer-not-empty": [() => changed({ issuer: encodeName([]) })],
  "issuer-name-matches": [() => changed({ issuer: authority.root.certificate.subjectDer })],
  "subject-not-empty": [() => changed({ subject: encodeName([]) })],
  "subject-string-types": [
    () => changed({ subject: subjectOf({ ...commonName("taro"), stringType: "printable" }) }),
  ],
  "subject-attribute-lengths": [
    () => changed({ subject: subjectOf(commonName("長".repeat(65))) }),
    () => changed({ subject: subjectOf(commonName("")) }),
  ],
  "subject-country": [() => changed({ subject: encodeName(nameOf([["C", "jp"]])) })],
  "subject-no-control-characters": [
    () => changed({ subject: subjectOf(commonName("a\nb")) }),
    () => changed({ subject: subjectOf(commonName("a\u202eb")) }),
  ],
  "signature-algorithm-same": [
    () =>
      lintCertificate({
        certificate: assembleCertificate(
          buildTbsCertificate(fieldsOf("client")),
          "ecdsa-with-SHA384",
          Buffer.alloc(8),
        ),
        profile: "client",
        issuer: issuerOf("client"),
      }).map(({ lint }) => lint),
  ],
  "signature-algorithm-of-issuer": [
    () => changed({ signatureAlgorithm: "sha256WithRSAEncryption" }),
    () => byHand({ signature: sequence(objectIdentifier("1.2.840.113549.1.1.5"), NULL_VALUE) }),
  ],
  "public-key-algorithm": [
    () =>
      changed({
        publicKeyInfo: sequence(sequence(objectIdentifier("1.3.101.112")), bitString(Buffer.alloc(32))),
      }),
  ],
  "public-key-not-of-issuer": [() => changed({ publicKeyInfo: authority.issuing.certificate.publicKeyInfo })],
  "unique-identifiers-absent": [
    () => byHand({ uniqueIdentifier: value(contextPrimitive(1), [Buffer.of(0, 1)]) }),
  ],
  "no-duplicate-extensions": [
    () => changed({ extensions: [...fieldsOf("client").extensions, write.keyUsage("digitalSignature")] }),
  ],
  "extensions-of-profile": [
    () => withExtension(OID.certificatePolicies, undefined),
    () => withExtension("1.2.3", write.extension("1.2.3", false, NULL_VALUE)),
  ],
  "critical-extensions-known": [
    () => withExtension("1.2.3", write.extension("1.2.3", true, NULL_VALUE)),
    () =>
      withExtension(
        OID.subjectKeyIdentifier,
        write.extension(OID.subjectKeyIdentifier, true, octetString(keyIdentifier(publicKeyInfo))),
      ),
  ],
  "authority-key-identifier": [
    () => withExtension(OID.authorityKeyIdentifier, undefined),
    () => withExtension(OID.authorityKeyIdentifier, write.authorityKeyIdentifier(Buffer.alloc(20))),
  ],
  "subject-key-identifier": [
    () => withExtension(OID.subjectKeyIdentifier, undefined),
    () => withExtension(OID.subjectKeyIdentifier, write.subjectKeyIdentifier(Buffer.alloc(20))),
  ],
  "key-usage": [
    () => withExtension(OID.keyUsage, undefined),
    () => withExtension(OID.keyUsage, write.keyUsage("digitalSignature", "keyCertSign")),
    () => withExtension(OID.keyUsage, write.extension(OID.keyUsage, false, Buffer.from("03020780", "hex"))),
  ],
  "extended-key-usage": [
    () => withExtension(OID.extKeyUsage, undefined),
    () => withExtension(OID.extKeyUsage, write.extendedKeyUsage(OID.clientAuth, OID.serverAuth)),
  ],
  "basic-constraints": [
    () => withExtension(OID.basicConstraints, write.authorityBasicConstraints()),
    () => withExtension(OID.basicConstraints, undefined, "root"),
    () => withExtension(OID.basicConstraints, write.authorityBasicConstraints(3), "issuing"),
    () =>
      withExtension(
        OID.basicConstraints,
        write.extension(OID.basicConstraints, false, Buffer.from("30030101ff", "hex")),
        "root",
      ),
  ],
  "crl-distribution-point": [
    () => withExtension(OID.cRLDistributionPoints, write.crlDistributionPoint("ldap://va.example/cn=x")),
    () =>
      withExtension(OID.cRLDistributionPoints, write.crlDistributionPoint("http://user:secret@va.example/x")),
  ],
  "authority-info-access": [
    () =>
      withExtension(
        OID.authorityInfoAccess,
        write.authorityInfoAccess({ caIssuersUri: TEST_ADDRESSES.caIssuersUri }),
      ),
    () =>
      withExtension(OID.authorityInfoAccess, write.authorityInfoAccess({ ocspUri: TEST_ADDRESSES.ocspUri })),
    () =>
      withExtension(
        OID.authorityInfoAccess,
        write.authorityInfoAccess({ ...TEST_ADDRESSES, ocspUri: "https://va.example/ocsp" }),
      ),
  ],
  "certificate-policies": [
    () => withExtension(OID.certificatePolicies, write.certificatePolicies(OID.anyPolicy)),
    () => withExtension(OID.certificatePolicies, write.certificatePolicies("1.2.3", "1.2.3")),
  ],
  "subject-alt-name": [() => withExtension(OID.subjectAltName, write.subjectAltName("a b"), "tlsServer")],
  "ocsp-no-check": [
    () => withExtension(OID.ocspNoCheck, write.OCSP_NO_CHECK),
    () => withExtension(OID.ocspNoCheck, write.extension(OID.ocspNoCheck, false), "ocspResponder"),
  ],
};

describe("certificate lints", () => {
  for (const profile of PROFILES) {
    test(`find nothing in what we build: ${profile}`, () => {
      assert.deepEqual(changed({}, profile), []);
    });
  }

  test("find nothing in signed certificates", () => {
    for (const profile of ["root", "issuing", "client"] as const) {
      assert.deepEqual(
        lintCertificate({ certificate: authority[profile].der, profile, issuer: issuerOf(profile) }),
        [],
      );
    }
  });

  test("judge a certificate by its own profile", () => {
    const tbs = buildTbsCertificate(fieldsOf("tlsServer"));
    assert.ok(broken(tbs, "client").includes("extended-key-usage"));
  });

  test("are at least twenty, each with a unique name, and each with a planted violation", () => {
    const names = CERTIFICATE_LINTS.map(({ name }) => name);
    assert.ok(names.length >= 20);
    assert.deepEqual([...new Set(names)].toSorted(), Object.keys(PLANTED).toSorted());
  });

  for (const [name, plants] of Object.entries(PLANTED)) {
    for (const [index, plant] of plants.entries()) {
      test(`${name} finds its violation ${index + 1}`, () => {
        assert.ok(plant().includes(name), `${name} is not among ${plant().join(", ")}`);
      });
    }
  }
});
