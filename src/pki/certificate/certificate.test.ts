import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { encodeName } from "../name.ts";
import { keyIdentifier } from "../public-key.ts";
import { OID } from "../oids.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  TEST_POLICY_OID,
  newPrivateKey,
  newSmallAuthority,
  signCertificate,
  type SmallAuthority,
  clientOf,
} from "../testing/small-authority.ts";
import { softwareSigner } from "../signer.ts";
import { rsaPublicKeyInfo } from "../testing/rsa-moduli.ts";
import { assembleCertificate, buildTbsCertificate } from "./build.ts";
import { parseCertificate } from "./parse.ts";
import { clientFields, tlsServerFields } from "./profiles.ts";
import { prepareClientTemplate } from "./template.ts";
import { isIssuedBy, issuerFactsOf } from "./verify.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const given = (commonName: string) => clientOf(authority, commonName);

describe("what is built is read", () => {
  test("a client certificate says what its profile says", () => {
    const { certificate } = authority.client;
    const { extensions } = certificate;
    assert.equal(certificate.version, 3);
    assert.equal(certificate.signatureAlgorithm, "ecdsa-with-SHA256");
    assert.ok(certificate.notBefore.equals(TEST_NOT_BEFORE) && certificate.notAfter.equals(TEST_NOT_AFTER));
    assert.deepEqual([...(extensions.keyUsage ?? [])], ["digitalSignature"]);
    assert.deepEqual(extensions.extendedKeyUsage, [OID.clientAuth]);
    assert.deepEqual(extensions.crlUris, [TEST_ADDRESSES.crlUri]);
    assert.deepEqual(extensions.ocspUris, [TEST_ADDRESSES.ocspUri]);
    assert.deepEqual(extensions.caIssuersUris, [TEST_ADDRESSES.caIssuersUri]);
    assert.deepEqual(extensions.policyOids, [TEST_POLICY_OID]);
    assert.equal(extensions.basicConstraints, undefined);
    assert.deepEqual(extensions.subjectKeyIdentifier, keyIdentifier(certificate.publicKeyInfo));
    assert.deepEqual(
      extensions.authorityKeyIdentifier,
      authority.issuing.certificate.extensions.subjectKeyIdentifier,
    );
    assert.deepEqual(
      extensions.all.filter(({ isCritical }) => isCritical).map(({ oid }) => oid),
      [OID.keyUsage],
    );
  });

  test("authorities say what they may do", () => {
    const { root, issuing, responder } = authority;
    assert.deepEqual(root.certificate.extensions.basicConstraints, {
      isAuthority: true,
      pathLength: undefined,
    });
    assert.deepEqual(issuing.certificate.extensions.basicConstraints, { isAuthority: true, pathLength: 0 });
    assert.deepEqual([...(issuing.certificate.extensions.keyUsage ?? [])], ["keyCertSign", "cRLSign"]);
    assert.deepEqual(responder.certificate.extensions.extendedKeyUsage, [OID.ocspSigning]);
    assert.ok(responder.certificate.extensions.hasOcspNoCheck);
  });

  test("a TLS server names its hosts", async () => {
    const server = await signCertificate(
      tlsServerFields({
        ...given("server"),
        issuer: issuerFactsOf(authority.issuing.certificate),
        dnsNames: ["hisui.localhost", "*.cert.hisui.localhost"],
      }),
      authority.issuing.signer,
    );
    assert.ok(new X509Certificate(server.der).checkHost("a.cert.hisui.localhost"));
    assert.ok(!new X509Certificate(server.der).checkHost("yukiguni.localhost"));
    assert.equal(server.extensions.subjectAltNames?.length, 2);
  });

  test("OpenSSL, in Node, reads the same", () => {
    const { certificate, der } = authority.client;
    const other = new X509Certificate(der);
    assert.equal(other.serialNumber.toLowerCase().padStart(32, "0"), certificate.serial);
    assert.ok(other.verify(new X509Certificate(authority.issuing.der).publicKey));
    assert.ok(other.checkIssued(new X509Certificate(authority.issuing.der)));
  });

  for (const serial of [
    "ff".repeat(16),
    "00".repeat(15) + "01",
    "80" + "00".repeat(15),
    "7f" + "ff".repeat(19),
  ]) {
    test(`serial ${serial} stays positive and the same`, () => {
      const tbs = buildTbsCertificate({ ...clientFields({ ...given("x"), issuer: issuer() }), serial });
      const parsed = parseCertificate(assembleCertificate(tbs, "ecdsa-with-SHA256", Buffer.alloc(8)));
      assert.ok(parsed.ok);
      assert.equal(parsed.value.serial, serial);
    });
  }

  test("serials that RFC 5280 does not allow are a bug", () => {
    for (const serial of ["", "0", "00", "ff".repeat(20), "00".repeat(16), "FF", "12".repeat(21)]) {
      assert.throws(() =>
        buildTbsCertificate({ ...clientFields({ ...given("x"), issuer: issuer() }), serial }),
      );
    }
  });
});

const issuer = (): ReturnType<typeof issuerFactsOf> => issuerFactsOf(authority.issuing.certificate);

describe("the client template", () => {
  test("builds the same octets as the profile, for every key and name", () => {
    const keys = [
      ...(["P-256", "P-384"] as const).map((name) => softwareSigner(newPrivateKey(name)).publicKeyInfo),
      ...[2048, 3072, 4096].map((bits) => rsaPublicKeyInfo((1n << BigInt(bits)) - 1n)),
    ];
    const facts = issuer();
    const template = prepareClientTemplate({
      issuer: facts,
      addresses: TEST_ADDRESSES,
      policyOid: TEST_POLICY_OID,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.string({ minLength: 1, maxLength: 64, unit: "binary" }).filter((name) => name.isWellFormed()),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.bigInt({ min: 1n, max: (1n << 128n) - 1n }),
        (publicKeyInfo, commonName, start, length, serial) => {
          const fields = {
            ...given(commonName),
            publicKeyInfo,
            serial: serial.toString(16).padStart(32, "0"),
            notBefore: Temporal.Instant.fromEpochMilliseconds(start * 1000),
            notAfter: Temporal.Instant.fromEpochMilliseconds((start + length) * 1000),
          };
          const direct = buildTbsCertificate(clientFields({ ...fields, issuer: facts }));
          const spliced = template.build({ ...fields, subject: encodeName(fields.subject) });
          assert.ok(direct.equals(spliced));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("signatures", () => {
  test("the issuer's verifies, another's does not", () => {
    assert.ok(isIssuedBy(authority.client.certificate, authority.issuing.certificate));
    assert.ok(isIssuedBy(authority.root.certificate, authority.root.certificate));
    assert.ok(!isIssuedBy(authority.client.certificate, authority.root.certificate));
    const { subjectDer } = authority.issuing.certificate;
    assert.ok(!isIssuedBy(authority.client.certificate, { ...authority.root.certificate, subjectDer }));
  });

  test("a changed certificate does not verify", () => {
    const changed = Buffer.from(authority.client.der);
    const at = changed.indexOf("taro01");
    changed.write("hana02", at);
    const parsed = parseCertificate(changed);
    assert.ok(parsed.ok && !isIssuedBy(parsed.value, authority.issuing.certificate));
  });

  for (const name of ["P-384", "RSA-3072", "ML-DSA-44", "ML-DSA-65"] as const) {
    test(`an authority with ${name}`, async () => {
      const other = await newSmallAuthority(name);
      assert.ok(isIssuedBy(other.client.certificate, other.issuing.certificate));
    });
  }
});
