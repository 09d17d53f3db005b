import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import fc from "fast-check";
import { isSignatureValid, issuerFactsOf } from "../certificate/verify.ts";
import { TAG } from "../der/tags.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_BEFORE,
  newSmallAuthority,
  type SmallAuthority,
} from "../testing/small-authority.ts";
import { assembleCrl, buildTbsCertList, encodeCrlEntry, type TbsCertListFields } from "./build.ts";
import { parseCrl, type CertificateList } from "./parse.ts";
import { REVOCATION_REASONS } from "./reason.ts";
import { entriesOf } from "../entries.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const fields = (given: Partial<TbsCertListFields> = {}): TbsCertListFields => ({
  issuer: issuerFactsOf(authority.issuing.certificate),
  thisUpdate: TEST_NOT_BEFORE,
  nextUpdate: TEST_NOT_BEFORE.add({ hours: 24 }),
  number: 1n,
  distributionPointUri: TEST_ADDRESSES.crlUri,
  entries: [],
  ...given,
});

const signed = async (given: Partial<TbsCertListFields> = {}): Promise<Buffer> => {
  const tbs = buildTbsCertList(fields(given));
  const { signer } = authority.issuing;
  return assembleCrl(tbs, signer.signatureAlgorithm, await signer.sign(tbs));
};

const parsed = (der: Buffer): CertificateList => {
  const result = parseCrl(der);
  assert.ok(result.ok, result.ok ? "" : result.refusal.detail);
  return result.value;
};

describe("lists", () => {
  test("say who, when, where, and are signed", async () => {
    const crl = parsed(await signed({ number: 7n }));
    assert.equal(crl.version, 2);
    assert.equal(crl.number, 7n);
    assert.equal(crl.entries, undefined);
    assert.ok(crl.issuerDer.equals(authority.issuing.certificate.subjectDer));
    assert.deepEqual(
      crl.authorityKeyIdentifier,
      authority.issuing.certificate.extensions.subjectKeyIdentifier,
    );
    assert.deepEqual(crl.issuingDistributionPoint, {
      uris: [TEST_ADDRESSES.crlUri],
      scope: "everything",
      hasOtherFields: false,
    });
    assert.equal(crl.extensions.filter(({ isCritical }) => isCritical).length, 1);
    assert.ok(crl.nextUpdate?.equals(TEST_NOT_BEFORE.add({ hours: 24 })));
    assert.ok(
      isSignatureValid({
        publicKeyInfo: authority.issuing.signer.publicKeyInfo,
        signatureAlgorithm: "ecdsa-with-SHA256",
        data: crl.tbs,
        signature: crl.signature,
      }),
    );
  });

  test("name their scope", async () => {
    for (const scope of ["userCertificates", "authorityCertificates"] as const) {
      assert.equal(parsed(await signed({ scope })).issuingDistributionPoint?.scope, scope);
    }
  });

  test("without address and scope have no issuing distribution point", async () => {
    assert.equal(
      parsed(await signed({ distributionPointUri: undefined })).issuingDistributionPoint,
      undefined,
    );
    const scoped = parsed(await signed({ distributionPointUri: undefined, scope: "userCertificates" }));
    assert.deepEqual(scoped.issuingDistributionPoint?.uris, []);
  });

  test("carry each reason; unspecified by leaving it out", async () => {
    const reasons = entriesOf(REVOCATION_REASONS);
    const entries = reasons.map(([reason], index) =>
      encodeCrlEntry({
        serial: (index + 1).toString(16).padStart(32, "0"),
        revokedAt: TEST_NOT_BEFORE,
        reason,
      }),
    );
    const crl = parsed(await signed({ entries }));
    assert.deepEqual(
      crl.entries?.map(({ reason }) => reason),
      reasons.map(([reason]) => reason),
    );
    assert.deepEqual(
      crl.entries?.filter(({ extensions }) => extensions.length === 0).map(({ reason }) => reason),
      ["unspecified"],
    );
    assert.equal(crl.entries?.[1]?.serial, `${"0".repeat(31)}2`);
  });

  test("are the same whether entries come one by one or joined", () => {
    const serials = fc.array(fc.bigInt({ min: 1n, max: (1n << 128n) - 1n }), { maxLength: 20 });
    fc.assert(
      fc.property(serials, (numbers) => {
        const entries = numbers.map((number) =>
          encodeCrlEntry({
            serial: number.toString(16).padStart(32, "0"),
            revokedAt: TEST_NOT_BEFORE,
            reason: "superseded",
          }),
        );
        const joined = buildTbsCertList(fields({ entries: [Buffer.concat(entries)] }));
        assert.ok(joined.equals(buildTbsCertList(fields({ entries }))));
      }),
    );
  });

  test("of 200,000 entries are built from kept entries", () => {
    const entries = Array.from({ length: 200_000 }, (_, index) =>
      encodeCrlEntry({
        serial: (index + 2 ** 40).toString(16).padStart(32, "0"),
        revokedAt: TEST_NOT_BEFORE,
        reason: "keyCompromise",
      }),
    );
    const tbs = buildTbsCertList(fields({ entries }));
    assert.ok(tbs.length > entries.length * 30);
  });
});

describe("hostile lists", () => {
  test("are refused with CRL_MALFORMED, and never throw", async () => {
    const der = await signed({
      entries: [
        encodeCrlEntry({ serial: "ab".repeat(16), revokedAt: TEST_NOT_BEFORE, reason: "superseded" }),
      ],
    });
    for (let length = 0; length < der.length; length += 1) {
      const result = parseCrl(der.subarray(0, length));
      assert.equal(!result.ok && result.refusal.code, "CRL_MALFORMED");
    }
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const mutated = Buffer.from(der);
          for (const [position, octet] of changes) mutated[position] = octet;
          parseCrl(mutated);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("with a reason code that does not exist", async () => {
    const entry = encodeCrlEntry({
      serial: "ab".repeat(16),
      revokedAt: TEST_NOT_BEFORE,
      reason: "superseded",
    });
    const at = entry.lastIndexOf(Buffer.of(TAG.enumerated, 1, REVOCATION_REASONS.superseded));
    entry[at + 2] = 7;
    const result = parseCrl(await signed({ entries: [entry] }));
    assert.match(result.ok ? "" : result.refusal.detail, /reason code 7/);
  });

  test("with different algorithms inside and outside", () => {
    const tbs = buildTbsCertList(fields());
    const result = parseCrl(assembleCrl(tbs, "ecdsa-with-SHA384", Buffer.alloc(8)));
    assert.match(result.ok ? "" : result.refusal.detail, /inside and outside/);
  });
});
