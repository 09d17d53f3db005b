import assert from "node:assert/strict";
import { createPublicKey, createSign, generateKeyPairSync, sign } from "node:crypto";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { RSA_IDENTIFIER, SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { extension, subjectAltName } from "../certificate/extensions.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed } from "../der/tags.ts";
import { NULL_VALUE, bitString, integer, sequence, setOf, utf8String, value } from "../der/writer.ts";
import { formatName } from "../name-text.ts";
import { encodeName } from "../name.ts";
import { OID } from "../oids.ts";
import { softwareSigner } from "../signer.ts";
import { newPrivateKey } from "../testing/small-authority.ts";
import { buildCertificationRequest } from "./build.ts";
import { checkCertificationRequest, checkCertificationRequestInThread } from "./check.ts";
import { MAX_CERTIFICATION_REQUEST_BYTES, parseCertificationRequest } from "./parse.ts";
import { rsaPublicKeyInfo, soundModulus } from "../testing/rsa-moduli.ts";

import { ALL, SUBJECT, judge, request, unsigned } from "../testing/requests.ts";

let p256: Buffer;
before(async () => {
  p256 = await request("P-256");
});

describe("sound requests", () => {
  for (const name of ALL) {
    test(`${name} is accepted, and refused where the policy does not list it`, async () => {
      const der = await request(name);
      assert.equal(judge(der), name);
      assert.match(judge(der, name === "P-384" ? ["P-256"] : ["P-384"]), /^KEY_TYPE_NOT_ALLOWED: /);
    });
  }

  test("the subject is read, Japanese included", () => {
    const parsed = parseCertificationRequest(p256);
    assert.equal(parsed.ok && formatName(parsed.value.subject), "CN=申請者");
  });

  test("attributes are read: requested extensions, a challenge password", () => {
    const extensions = sequence(subjectAltName("a.example"), extension("1.2.3", true, NULL_VALUE));
    const der = unsigned(rsaPublicKeyInfo(soundModulus(2048), 65_537n), [
      sequence(objectIdentifier(OID.challengePassword), setOf(utf8String("secret"))),
      sequence(objectIdentifier(OID.extensionRequest), setOf(extensions)),
    ]);
    const parsed = parseCertificationRequest(der);
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.value.requestedExtensions.map(({ oid, isCritical }) => [oid, isCritical]),
      [
        [OID.subjectAltName, false],
        ["1.2.3", true],
      ],
    );
    assert.deepEqual(parsed.value.attributes[0]?.values, [utf8String("secret")]);
  });

  test("a request whose empty attributes are left out is read", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    const publicKeyInfo = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const tbs = sequence(integer(0), encodeName(SUBJECT), publicKeyInfo);
    const identifier = SIGNATURE_ALGORITHMS["ecdsa-with-SHA256"].identifier;
    assert.equal(judge(sequence(tbs, identifier, bitString(sign("sha256", tbs, privateKey)))), "P-256");
  });
});

describe("CSR_TOO_LARGE and CSR_MALFORMED", () => {
  const KEY = (): Buffer => rsaPublicKeyInfo(soundModulus(2048), 65_537n);
  const attribute = (oid: string, ...values: readonly Buffer[]): Buffer =>
    sequence(objectIdentifier(oid), setOf(...values));
  const CASES: readonly (readonly [what: string, der: () => Buffer, expected: RegExp])[] = [
    ["too large", () => Buffer.alloc(MAX_CERTIFICATION_REQUEST_BYTES + 1), /^CSR_TOO_LARGE/],
    ["empty", () => Buffer.alloc(0), /^CSR_MALFORMED/],
    ["octets left over", () => Buffer.concat([p256, Buffer.of(0)]), /^CSR_MALFORMED/],
    [
      "indefinite length",
      () => Buffer.concat([Buffer.of(0x30, 0x80), p256.subarray(3), Buffer.of(0, 0)]),
      /^CSR_MALFORMED/,
    ],
    [
      "version 2",
      () => sequence(sequence(integer(1), encodeName(SUBJECT), KEY()), RSA_IDENTIFIER, bitString()),
      /^CSR_MALFORMED: integer outside/,
    ],
    [
      "two extension requests",
      () =>
        unsigned(
          KEY(),
          [1, 2].map((n) =>
            attribute(OID.extensionRequest, sequence(extension(`1.2.${n}`, false, NULL_VALUE))),
          ),
        ),
      /^CSR_MALFORMED: extensionRequest twice/,
    ],
    [
      "an extension requested twice",
      () =>
        unsigned(KEY(), [
          attribute(OID.extensionRequest, sequence(subjectAltName("a"), subjectAltName("b"))),
        ]),
      /^CSR_MALFORMED: extension requested twice/,
    ],
    [
      "an attribute without values",
      () => unsigned(KEY(), [attribute(OID.challengePassword)]),
      /^CSR_MALFORMED: fewer/,
    ],
    [
      "too many attributes",
      () =>
        unsigned(
          KEY(),
          Array.from({ length: 17 }, () => attribute("1.2.3", NULL_VALUE)),
        ),
      /^CSR_MALFORMED: more than 16/,
    ],
    [
      "not canonical within an attribute",
      () => unsigned(KEY(), [attribute("1.2.3", Buffer.from("02020001", "hex"))]),
      /^CSR_MALFORMED: integer in more/,
    ],
  ];
  for (const [what, der, expected] of CASES) {
    test(what, () => assert.match(judge(der()), expected));
  }
});

describe("CSR_SIGNATURE_INVALID and SIGNATURE_ALGORITHM_NOT_ALLOWED", () => {
  test("the signature of another key", async () => {
    const { publicKeyInfo } = softwareSigner(newPrivateKey("P-256"));
    const der = await buildCertificationRequest({
      subject: SUBJECT,
      ...softwareSigner(newPrivateKey("P-256")),
      publicKeyInfo,
    });
    assert.match(judge(der), /^CSR_SIGNATURE_INVALID/);
  });

  test("a changed subject", () => {
    const changed = Buffer.from(p256);
    changed.write("変", changed.indexOf("申"));
    assert.match(judge(changed), /^CSR_SIGNATURE_INVALID/);
  });

  test("an algorithm that does not belong to the key", async () => {
    const signer = softwareSigner(newPrivateKey("P-256"));
    const der = await buildCertificationRequest({
      subject: SUBJECT,
      ...signer,
      signatureAlgorithm: "sha256WithRSAEncryption",
    });
    assert.match(judge(der), /^CSR_SIGNATURE_INVALID/);
  });

  test("SHA-1", () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const publicKeyInfo = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const tbs = sequence(integer(0), encodeName(SUBJECT), publicKeyInfo, value(contextConstructed(0), []));
    const sha1WithRsa = sequence(objectIdentifier("1.2.840.113549.1.1.5"), NULL_VALUE);
    const der = sequence(tbs, sha1WithRsa, bitString(createSign("sha1").update(tbs).sign(privateKey)));
    assert.match(judge(der), /^SIGNATURE_ALGORITHM_NOT_ALLOWED/);
  });
});

describe("checked in a thread", () => {
  test("the outcome is the same", async () => {
    const sound = parseCertificationRequest(p256);
    const { publicKeyInfo } = softwareSigner(newPrivateKey("P-256"));
    const stolen = await buildCertificationRequest({
      subject: SUBJECT,
      ...softwareSigner(newPrivateKey("P-256")),
      publicKeyInfo,
    });
    const parsed = parseCertificationRequest(stolen);
    assert.ok(sound.ok && parsed.ok);
    for (const parsedRequest of [sound.value, parsed.value]) {
      for (const allowed of [ALL, ["P-384"]] as const) {
        const expected = checkCertificationRequest(parsedRequest, allowed);
        assert.deepEqual(await checkCertificationRequestInThread(parsedRequest, allowed), expected);
      }
    }
  });
});

describe("hostile octets", () => {
  test("any change of a sound request is refused or changes nothing that is signed, and never throws", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(p256.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const mutated = Buffer.from(p256);
          for (const [position, octet] of changes) mutated[position] = octet;
          const isSame = mutated.equals(p256);
          assert.equal(judge(mutated) === "P-256", isSame);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("random octets never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void judge(Buffer.from(bytes))),
      { numRuns: 3000 },
    );
  });
});
