import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import {
  assembleCrl,
  buildTbsCertList,
  encodeCrlEntry,
  type RevocationReason,
  type TbsCertListFields,
} from "#pki/crl/build.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import {
  TEST_ADDRESSES,
  newSmallAuthority,
  type Holder,
  type SmallAuthority,
} from "#pki/testing/small-authority.ts";
import { runTool, workbench } from "./pki-tools.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority();
});

const NOW = Temporal.Now.instant();

const crlOf = async (issuer: Holder, given: Partial<TbsCertListFields>): Promise<Buffer> => {
  const tbs = buildTbsCertList({
    issuer: issuerFactsOf(issuer.certificate),
    thisUpdate: NOW.subtract({ minutes: 1 }),
    nextUpdate: NOW.add({ hours: 24 }),
    number: 42n,
    distributionPointUri: TEST_ADDRESSES.crlUri,
    entries: [],
    ...given,
  });
  return assembleCrl(tbs, issuer.signer.signatureAlgorithm, await issuer.signer.sign(tbs));
};

const entry = (serial: string, reason: RevocationReason = "superseded"): Buffer =>
  encodeCrlEntry({ serial, revokedAt: NOW.subtract({ hours: 1 }), reason });

const CASES = [
  { what: "a shard that does not name the client", isRevoked: false, uri: TEST_ADDRESSES.crlUri },
  { what: "a shard that names the client", isRevoked: true, uri: TEST_ADDRESSES.crlUri },
  { what: "the full list that does not name the client", isRevoked: false, uri: undefined },
  { what: "the full list that names the client", isRevoked: true, uri: undefined },
];

describe("others judge the client by our CRL", () => {
  for (const { what, isRevoked, uri } of CASES) {
    const crl = (): Promise<Buffer> => {
      const serial = isRevoked ? authority.client.certificate.serial : "0f".repeat(16);
      return crlOf(authority.issuing, {
        distributionPointUri: uri,
        entries: [entry(serial, "keyCompromise")],
      });
    };

    test(`openssl verify -crl_check, ${what}`, async (t) => {
      const bench = workbench(t);
      const outcome = runTool("openssl", [
        "verify",
        "-x509_strict",
        "-crl_check",
        "-CAfile",
        bench.pem("root.pem", "CERTIFICATE", authority.root.der),
        "-untrusted",
        bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
        "-CRLfile",
        bench.pem("crl.pem", "X509 CRL", await crl()),
        bench.pem("client.pem", "CERTIFICATE", authority.client.der),
      ]);
      assert.equal(outcome.status === 0, !isRevoked, outcome.text);
      if (isRevoked) assert.match(outcome.text, /certificate revoked/);
    });

    test(`certtool --verify --load-crl, ${what}`, async (t) => {
      const bench = workbench(t);
      const { client, issuing, root } = authority;
      const outcome = runTool("certtool", [
        "--verify",
        "--verify-profile",
        "medium",
        "--load-ca-certificate",
        bench.pem("root.pem", "CERTIFICATE", root.der),
        "--load-crl",
        bench.pem("crl.pem", "X509 CRL", await crl()),
        "--infile",
        bench.pem("chain.pem", "CERTIFICATE", client.der, issuing.der, root.der),
      ]);
      assert.match(outcome.text, /Checked against CRL\[2a\]/);
      assert.match(outcome.text, isRevoked ? /chain is revoked/ : /Chain verification output: Verified/);
    });
  }

  test("openssl verify -crl_check_all, with the root's list of authorities", async (t) => {
    const bench = workbench(t);
    const rootCrl = await crlOf(authority.root, {
      distributionPointUri: undefined,
      scope: "authorityCertificates",
    });
    const crl = await crlOf(authority.issuing, { scope: "userCertificates" });
    const outcome = runTool("openssl", [
      "verify",
      "-x509_strict",
      "-crl_check_all",
      "-CAfile",
      bench.pem("root.pem", "CERTIFICATE", authority.root.der),
      "-untrusted",
      bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
      "-CRLfile",
      bench.pem("crls.pem", "X509 CRL", rootCrl, crl),
      bench.pem("client.pem", "CERTIFICATE", authority.client.der),
    ]);
    assert.equal(outcome.status, 0, outcome.text);
  });

  test("openssl does not take another shard for the client's", async (t) => {
    const bench = workbench(t);
    const crl = await crlOf(authority.issuing, {
      distributionPointUri: "http://va.example/crl/issuing/1.crl",
    });
    const outcome = runTool("openssl", [
      "verify",
      "-crl_check",
      "-CAfile",
      bench.pem("root.pem", "CERTIFICATE", authority.root.der),
      "-untrusted",
      bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
      "-CRLfile",
      bench.pem("crl.pem", "X509 CRL", crl),
      bench.pem("client.pem", "CERTIFICATE", authority.client.der),
    ]);
    assert.match(outcome.text, /different CRL scope/);
  });
});

describe("others read and verify the list itself", () => {
  test("openssl crl", async (t) => {
    const bench = workbench(t);
    const der = await crlOf(authority.issuing, {
      entries: [entry("ab".repeat(16), "keyCompromise"), entry("cd".repeat(16), "unspecified")],
    });
    const { text } = runTool("openssl", [
      "crl",
      "-inform",
      "DER",
      "-in",
      bench.der("list.crl", der),
      "-noout",
      "-text",
      "-CAfile",
      bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
    ]);
    for (const expected of [
      /verify OK/,
      /Version 2 \(0x1\)/,
      /X509v3 CRL Number:\s+42\n/,
      /X509v3 Issuing Distribution Point: critical\s+Full Name:\s+URI:http:\/\/va\.example\/crl\/issuing\/0\.crl/,
      /Serial Number: ABABABABABABABABABABABABABABABAB/,
      /Key Compromise/,
    ]) {
      assert.match(text, expected);
    }
    assert.equal(text.match(/CRL Reason Code/g)?.length, 1);
  });

  test("certtool --verify-crl", async (t) => {
    const bench = workbench(t);
    const parameters = (trusted: Buffer, der: Buffer): string[] => [
      "--verify-crl",
      "--load-ca-certificate",
      bench.pem("ca.pem", "CERTIFICATE", trusted),
      "--infile",
      bench.pem("crl.pem", "X509 CRL", der),
    ];
    const der = await crlOf(authority.issuing, { entries: [entry("ab".repeat(16))] });
    const outcome = runTool("certtool", parameters(authority.issuing.der, der));
    assert.match(outcome.text, /Verification output: Verified/);
    assert.doesNotMatch(
      runTool("certtool", parameters(authority.root.der, der)).text,
      /Verification output: Verified/,
    );
  });

  test("a list of 20,000 entries, read by openssl and clean by our own rules", async (t) => {
    const bench = workbench(t);
    const serials = Array.from({ length: 20_000 }, (_, index) =>
      (index + 2 ** 40).toString(16).padStart(32, "0"),
    );
    const der = await crlOf(authority.issuing, { entries: serials.map((serial) => entry(serial)) });
    const { text } = runTool("openssl", [
      "crl",
      "-inform",
      "DER",
      "-in",
      bench.der("list.crl", der),
      "-noout",
      "-CAfile",
      bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
    ]);
    assert.match(text, /verify OK/);
    const issuer = authority.issuing.certificate;
    assert.deepEqual(lintCrl({ crl: der, issuer, distributionPointUri: TEST_ADDRESSES.crlUri }), []);
  });
});
