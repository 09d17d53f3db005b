import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { SIGNATURE_ALGORITHMS } from "../algorithms.ts";
import * as write from "../certificate/extensions.ts";
import { issuerFactsOf } from "../certificate/verify.ts";
import { assembleCrl, buildTbsCertList, encodeCrlEntry, type TbsCertListFields } from "../crl/build.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { generalizedTime, time } from "../der/time.ts";
import { enumerated, explicit, integer, sequence, value } from "../der/writer.ts";
import { OID } from "../oids.ts";
import {
  TEST_ADDRESSES,
  TEST_NOT_BEFORE,
  newSmallAuthority,
  type SmallAuthority,
} from "../testing/small-authority.ts";
import { CRL_LINTS } from "./crl-lints.ts";
import { lintCrl } from "./lints.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const URI = TEST_ADDRESSES.crlUri;
const NEXT = TEST_NOT_BEFORE.add({ hours: 24 });
const SERIAL = "ab".repeat(16);
const namesOf = (findings: readonly { readonly lint: string }[]): string[] =>
  findings.map(({ lint }) => lint);

describe("CRL lints", () => {
  const fields = (): TbsCertListFields => ({
    issuer: issuerFactsOf(authority.issuing.certificate),
    thisUpdate: TEST_NOT_BEFORE,
    nextUpdate: NEXT,
    number: 1n,
    distributionPointUri: URI,
    entries: [encodeCrlEntry({ serial: SERIAL, revokedAt: TEST_NOT_BEFORE, reason: "superseded" })],
  });
  const broken = (tbs: Buffer, distributionPointUri: string | undefined = URI): string[] =>
    namesOf(lintCrl({ tbs, issuer: authority.issuing.certificate, distributionPointUri }));
  const changed = (given: Partial<TbsCertListFields>): string[] =>
    broken(buildTbsCertList({ ...fields(), ...given }));

  /** A TBSCertList put together by hand. */
  const byHand = (parts: {
    readonly version?: readonly Buffer[];
    readonly times?: readonly Buffer[];
    readonly entries?: readonly Buffer[];
    readonly extensions?: readonly Buffer[];
  }): string[] => {
    const { issuer } = fields();
    const point = value(contextConstructed(0), [value(contextConstructed(0), [write.uriGeneralName(URI)])]);
    return broken(
      sequence(
        ...(parts.version ?? [integer(1)]),
        SIGNATURE_ALGORITHMS["ecdsa-with-SHA256"].identifier,
        issuer.name,
        ...(parts.times ?? [time(TEST_NOT_BEFORE), time(NEXT)]),
        ...(parts.entries === undefined ? [] : [sequence(...parts.entries)]),
        explicit(
          0,
          sequence(
            ...(parts.extensions ?? [
              write.authorityKeyIdentifier(issuer.keyIdentifier),
              write.crlNumber(1n),
              write.extension(OID.issuingDistributionPoint, true, sequence(point)),
            ]),
          ),
        ),
      ),
    );
  };
  const entryWith = (...extensions: readonly Buffer[]): Buffer =>
    sequence(integer(BigInt(`0x${SERIAL}`)), time(TEST_NOT_BEFORE), sequence(...extensions));
  const reason = (code: number, isCritical = false): Buffer =>
    write.extension(OID.reasonCode, isCritical, enumerated(code));

  const PLANTED: Readonly<Record<string, readonly (() => string[])[]>> = {
    "crl-version-2": [() => byHand({ version: [] })],
    "crl-issuer-name": [
      () => changed({ issuer: { ...fields().issuer, name: authority.root.certificate.subjectDer } }),
    ],
    "crl-signature-algorithm": [
      () => changed({ issuer: { ...fields().issuer, signatureAlgorithm: "sha256WithRSAEncryption" } }),
      () => {
        const crl = assembleCrl(buildTbsCertList(fields()), "ecdsa-with-SHA384", Buffer.alloc(8));
        return namesOf(lintCrl({ crl, issuer: authority.issuing.certificate, distributionPointUri: URI }));
      },
    ],
    "crl-update-times": [
      () => changed({ nextUpdate: TEST_NOT_BEFORE }),
      () => byHand({ times: [time(TEST_NOT_BEFORE)] }),
    ],
    "crl-time-encoding": [
      () => byHand({ times: [generalizedTime(TEST_NOT_BEFORE), time(NEXT)] }),
      () => byHand({ times: [time(TEST_NOT_BEFORE), generalizedTime(NEXT)] }),
    ],
    "crl-number": [
      () => changed({ number: 1n << 159n }),
      () => byHand({ extensions: [write.extension(OID.cRLNumber, true, integer(1))] }),
      () => byHand({ extensions: [write.authorityKeyIdentifier(fields().issuer.keyIdentifier)] }),
    ],
    "crl-authority-key-identifier": [
      () => changed({ issuer: { ...fields().issuer, keyIdentifier: Buffer.alloc(20) } }),
      () => byHand({ extensions: [write.crlNumber(1n)] }),
    ],
    "crl-issuing-distribution-point": [
      () => changed({ distributionPointUri: undefined }),
      () => changed({ distributionPointUri: "http://va.example/crl/issuing/1.crl" }),
      () => {
        const tbs = buildTbsCertList({ ...fields(), distributionPointUri: "ldap://va.example/x" });
        return broken(tbs, "ldap://va.example/x");
      },
      () => byHand({ extensions: [write.extension(OID.issuingDistributionPoint, false, sequence())] }),
      () =>
        byHand({
          extensions: [
            write.extension(
              OID.issuingDistributionPoint,
              true,
              sequence(value(contextPrimitive(4), [Buffer.of(0xff)])),
            ),
          ],
        }),
    ],
    "crl-extensions-known": [
      () => byHand({ extensions: [write.extension(OID.deltaCRLIndicator, true, integer(1))] }),
      () => byHand({ extensions: [write.crlNumber(1n), write.crlNumber(2n)] }),
    ],
    "crl-entries-not-empty": [() => byHand({ entries: [] })],
    "crl-entries-unique": [() => changed({ entries: [...fields().entries, ...fields().entries] })],
    "crl-entry-times": [
      () => changed({ entries: [encodeCrlEntry({ serial: SERIAL, revokedAt: NEXT, reason: "superseded" })] }),
    ],
    "crl-entry-extensions": [
      () => byHand({ entries: [entryWith(reason(0))] }),
      () => byHand({ entries: [entryWith(reason(8))] }),
      () => byHand({ entries: [entryWith(reason(1, true))] }),
      () =>
        byHand({
          entries: [entryWith(reason(1), write.extension(OID.invalidityDate, false, generalizedTime(NEXT)))],
        }),
    ],
  };

  test("find nothing in what we build, shard or full", () => {
    assert.deepEqual(changed({}), []);
    const full = buildTbsCertList({ ...fields(), distributionPointUri: undefined, entries: [] });
    assert.deepEqual(
      lintCrl({ tbs: full, issuer: authority.issuing.certificate, distributionPointUri: undefined }),
      [],
    );
  });

  test("octets that are no list are one finding", () => {
    assert.deepEqual(broken(Buffer.of(0x30, 0x80)), ["crl-canonical-der"]);
  });

  test("each has a planted violation", () => {
    assert.deepEqual(CRL_LINTS.map(({ name }) => name).toSorted(), Object.keys(PLANTED).toSorted());
  });

  for (const [name, plants] of Object.entries(PLANTED)) {
    for (const [index, plant] of plants.entries()) {
      test(`${name} finds its violation ${index + 1}`, () => {
        assert.ok(plant().includes(name), `${name} is not among ${plant().join(", ")}`);
      });
    }
  }
});
