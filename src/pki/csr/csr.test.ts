import assert from "node:assert/strict";
import { createPublicKey, createSign, generateKeyPairSync, sign } from "node:crypto";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import type { KeyAlgorithmName } from "../algorithms.ts";
import { RSA_IDENTIFIER, SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import { extension, subjectAltName } from "../certificate/extensions.ts";
import { objectIdentifier } from "../der/object-identifier.ts";
import { contextConstructed } from "../der/tags.ts";
import {
  NULL_VALUE,
  bitString,
  integer,
  octetString,
  sequence,
  setOf,
  utf8String,
  value,
} from "../der/writer.ts";
import { formatName } from "../name-text.ts";
import { encodeName, nameOf } from "../name.ts";
import { OID } from "../oids.ts";
import { softwareSigner } from "../signer.ts";
import { newPrivateKey } from "../testing/small-authority.ts";
import { buildCertificationRequest } from "./build.ts";
import { checkCertificationRequest } from "./check.ts";
import { MAX_CERTIFICATION_REQUEST_BYTES, parseCertificationRequest } from "./parse.ts";
import { closeModulus, modulusOfBits, rocaModulus } from "../testing/rsa-moduli.ts";

const ALL: readonly KeyAlgorithmName[] = ["P-256", "P-384", "RSA-2048", "RSA-3072", "RSA-4096"];
const SUBJECT = nameOf([["CN", "申請者"]]);

/** The outcome of a whole judgement: the key algorithm, or the code and detail of the refusal. */
const judge = (der: Buffer, allowed: readonly KeyAlgorithmName[] = ALL): string => {
  const parsed = parseCertificationRequest(der);
  if (!parsed.ok) return `${parsed.refusal.code}: ${parsed.refusal.detail}`;
  const checked = checkCertificationRequest(parsed.value, allowed);
  return checked.ok ? checked.value.keyAlgorithm : `${checked.refusal.code}: ${checked.refusal.detail}`;
};

const request = (name: KeyAlgorithmName): Promise<Buffer> =>
  buildCertificationRequest({ subject: SUBJECT, ...softwareSigner(newPrivateKey(name)) });

/** A request about any key, with a signature that verifies under none. */
const unsigned = (publicKeyInfo: Buffer, attributes: readonly Buffer[] = []): Buffer =>
  sequence(
    sequence(integer(0), encodeName(SUBJECT), publicKeyInfo, value(contextConstructed(0), attributes)),
    SIGNATURE_ALGORITHMS.sha256WithRSAEncryption.identifier,
    bitString(Buffer.alloc(256, 1)),
  );

const rsaKeyInfo = (modulus: bigint, exponent: bigint): Buffer =>
  sequence(RSA_IDENTIFIER, bitString(sequence(integer(modulus), integer(exponent))));

const ecKeyInfo = (curve: string, point: Buffer): Buffer =>
  sequence(sequence(objectIdentifier(OID.ecPublicKey), objectIdentifier(curve)), bitString(point));

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
    const der = unsigned(rsaKeyInfo(modulusOfBits(2048), 65_537n), [
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
  const KEY = (): Buffer => rsaKeyInfo(modulusOfBits(2048), 65_537n);
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

describe("KEY_TYPE_NOT_ALLOWED and KEY_TOO_SHORT", () => {
  const spki = (type: "ed25519" | "x25519"): Buffer =>
    (type === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("x25519")).publicKey.export({
      type: "spki",
      format: "der",
    });
  const p521 = (): Buffer =>
    generateKeyPairSync("ec", { namedCurve: "secp521r1" }).publicKey.export({ type: "spki", format: "der" });
  const explicitCurve = (): Buffer =>
    generateKeyPairSync("ec", { namedCurve: "prime256v1", paramEncoding: "explicit" }).publicKey.export({
      type: "spki",
      format: "der",
    });
  const pss = (): Buffer =>
    generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" });
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    ["Ed25519", () => spki("ed25519"), /^KEY_TYPE_NOT_ALLOWED/],
    ["X25519", () => spki("x25519"), /^KEY_TYPE_NOT_ALLOWED/],
    ["P-521", p521, /^KEY_TYPE_NOT_ALLOWED/],
    ["P-256 with its parameters spelt out", explicitCurve, /^KEY_TYPE_NOT_ALLOWED/],
    ["RSASSA-PSS", pss, /^KEY_TYPE_NOT_ALLOWED/],
    ["RSA of 2056 bits", () => rsaKeyInfo(modulusOfBits(2056), 65_537n), /^KEY_TYPE_NOT_ALLOWED/],
    ["RSA of 2047 bits", () => rsaKeyInfo(modulusOfBits(2047), 65_537n), /^KEY_TOO_SHORT/],
    ["RSA of 1024 bits", () => rsaKeyInfo(modulusOfBits(1024), 65_537n), /^KEY_TOO_SHORT/],
    ["RSA of 8192 bits", () => rsaKeyInfo(modulusOfBits(8192), 65_537n), /^KEY_TYPE_NOT_ALLOWED/],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }
  test("RSA-2048 where only longer ones are allowed", () => {
    assert.match(
      judge(unsigned(rsaKeyInfo(modulusOfBits(2048), 65_537n)), ["P-256", "RSA-3072"]),
      /^KEY_TOO_SHORT/,
    );
  });
});

describe("KEY_INVALID", () => {
  const point = (octets: number, fill: number): Buffer =>
    Buffer.concat([Buffer.of(4), Buffer.alloc(octets, fill)]);
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    [
      "a point off its curve",
      () => ecKeyInfo(OID.secp256r1, point(64, 1)),
      /^KEY_INVALID: the point is not on/,
    ],
    ["the origin", () => ecKeyInfo(OID.secp256r1, point(64, 0)), /^KEY_INVALID: the point is not on/],
    [
      "a coordinate not below p",
      () => ecKeyInfo(OID.secp384r1, point(96, 0xff)),
      /^KEY_INVALID: a coordinate/,
    ],
    [
      "infinity",
      () => ecKeyInfo(OID.secp256r1, Buffer.of(0)),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "a compressed point",
      () => ecKeyInfo(OID.secp256r1, Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)])),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "a point of the other curve",
      () => ecKeyInfo(OID.secp384r1, point(64, 1)),
      /^KEY_INVALID: the point is not in uncompressed/,
    ],
    [
      "an even modulus",
      () => rsaKeyInfo(modulusOfBits(2048) + 1n, 65_537n),
      /^KEY_INVALID: the modulus is even/,
    ],
    [
      "an even exponent",
      () => rsaKeyInfo(modulusOfBits(2048), 65_538n),
      /^KEY_INVALID: the public exponent is even/,
    ],
    [
      "an RSA key that is not one",
      () => sequence(RSA_IDENTIFIER, bitString(octetString())),
      /^KEY_INVALID: tag/,
    ],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }
});

describe("KEY_WEAK", () => {
  const CASES: readonly (readonly [what: string, key: () => Buffer, expected: RegExp])[] = [
    ["exponent 1", () => rsaKeyInfo(modulusOfBits(2048), 1n), /^KEY_WEAK: the public exponent is 1$/],
    ["exponent 3", () => rsaKeyInfo(modulusOfBits(2048), 3n), /^KEY_WEAK: the public exponent is 3$/],
    [
      "exponent of 257 bits",
      () => rsaKeyInfo(modulusOfBits(2048), (1n << 256n) + 1n),
      /^KEY_WEAK: the public exponent has/,
    ],
    [
      "a modulus divisible by 1999",
      () => rsaKeyInfo(modulusOfBits(2048, 1999n), 65_537n),
      /^KEY_WEAK: the modulus is divisible by 1999/,
    ],
    ["close primes", () => rsaKeyInfo(closeModulus(2048), 65_537n), /^KEY_WEAK: the primes of the modulus/],
    ["ROCA", () => rsaKeyInfo(rocaModulus(), 65_537n), /^KEY_WEAK: the modulus has the fingerprint of ROCA/],
  ];
  for (const [what, key, expected] of CASES) {
    test(what, () => assert.match(judge(unsigned(key())), expected));
  }

  test("an exponent of 256 bits is still taken", () => {
    assert.match(
      judge(unsigned(rsaKeyInfo(modulusOfBits(2048), (1n << 256n) - 1n))),
      /^CSR_SIGNATURE_INVALID/,
    );
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
