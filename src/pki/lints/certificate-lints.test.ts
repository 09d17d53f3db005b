import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assembleCertificate, buildTbsCertificate } from "../certificate/build.ts";
import * as write from "../certificate/extensions.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { TAG, contextPrimitive } from "../der/tags.ts";
import { NULL_VALUE, bitString, explicit, integer, octetString, sequence, value } from "../der/writer.ts";
import { encodeName, nameOf } from "../name.ts";
import { OID } from "../oids.ts";
import { keyIdentifier } from "../public-key.ts";
import { softwareSigner } from "../signer.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  newPrivateKey,
} from "../testing/small-authority.ts";
import { CERTIFICATE_LINTS } from "./certificate-lints.ts";
import { lintCertificate } from "./lints.ts";

import {
  PROFILES,
  authority,
  broken,
  byHand,
  changed,
  commonName,
  fieldsOf,
  issuerOf,
  publicKeyInfo,
  subjectOf,
  withExtension,
} from "../testing/changed-certificates.ts";

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
  "key-usage-of-key": [
    () => withExtension(OID.keyUsage, write.keyUsage("digitalSignature", "keyEncipherment")),
    () => {
      const extensions = fieldsOf("client").extensions.map((encoded) =>
        encoded.includes(objectIdentifier(OID.keyUsage))
          ? write.keyUsage("digitalSignature", "keyAgreement")
          : encoded,
      );
      const mlDsa = softwareSigner(newPrivateKey("ML-DSA-44"));
      return changed({ extensions, publicKeyInfo: mlDsa.publicKeyInfo });
    },
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
