import assert from "node:assert/strict";
import { before, describe, test, type TestContext } from "node:test";
import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { tlsServerFields } from "#pki/certificate/profiles.ts";
import { nameOf } from "#pki/name.ts";
import {
  TEST_NOT_AFTER,
  TEST_NOT_BEFORE,
  newPrivateKey,
  newSerial,
  newSmallAuthority,
  signCertificate,
  type SmallAuthority,
} from "#pki/testing/small-authority.ts";
import { softwareSigner } from "#pki/signer.ts";
import { runTool, workbench } from "./pki-tools.ts";

interface Files {
  readonly root: string;
  readonly issuing: string;
  readonly client: string;
  readonly responder: string;
  readonly chain: string;
}

const filesOf = (t: TestContext, { root, issuing, client, responder }: SmallAuthority): Files => {
  const bench = workbench(t);
  return {
    root: bench.pem("root.pem", "CERTIFICATE", root.der),
    issuing: bench.pem("issuing.pem", "CERTIFICATE", issuing.der),
    client: bench.pem("client.pem", "CERTIFICATE", client.der),
    responder: bench.pem("responder.pem", "CERTIFICATE", responder.der),
    chain: bench.pem("chain.pem", "CERTIFICATE", client.der, issuing.der, root.der),
  };
};

const opensslVerify = (files: Files, certificate: string, purpose: string): ReturnType<typeof runTool> =>
  runTool("openssl", [
    "verify",
    "-x509_strict",
    "-policy_check",
    "-purpose",
    purpose,
    "-CAfile",
    files.root,
    "-untrusted",
    files.issuing,
    certificate,
  ]);

const ALGORITHMS: readonly (readonly [authority: KeyAlgorithmName, client: KeyAlgorithmName])[] = [
  ["P-256", "P-256"],
  ["P-384", "P-384"],
  ["P-384", "RSA-2048"],
  ["RSA-3072", "P-256"],
];

for (const [algorithm, clientAlgorithm] of ALGORITHMS) {
  describe(`an authority with ${algorithm}, a client with ${clientAlgorithm}`, () => {
    let authority: SmallAuthority;
    before(async () => {
      authority = await newSmallAuthority(algorithm, clientAlgorithm);
    });

    test("openssl accepts the client for TLS clients, strictly, and for nothing else", (t) => {
      const files = filesOf(t, authority);
      const outcome = opensslVerify(files, files.client, "sslclient");
      assert.equal(outcome.status, 0, outcome.text);
      for (const purpose of ["sslserver", "smimesign", "timestampsign"]) {
        assert.notEqual(opensslVerify(files, files.client, purpose).status, 0, purpose);
      }
    });

    test("openssl accepts the responder for OCSP only", (t) => {
      const files = filesOf(t, authority);
      const outcome = opensslVerify(files, files.responder, "any");
      assert.equal(outcome.status, 0, outcome.text);
      assert.notEqual(opensslVerify(files, files.responder, "sslclient").status, 0);
    });

    test("gnutls accepts the chain, and not without its root", (t) => {
      const files = filesOf(t, authority);
      const verify = (trusted: string): ReturnType<typeof runTool> =>
        runTool("certtool", [
          "--verify",
          "--verify-profile",
          "medium",
          "--load-ca-certificate",
          trusted,
          "--infile",
          files.chain,
        ]);
      const outcome = verify(files.root);
      assert.equal(outcome.status, 0, outcome.text);
      assert.match(outcome.text, /Chain verification output: Verified\. The certificate is trusted/);
      assert.doesNotMatch(verify(files.responder).text, /Chain verification output: Verified/);
    });
  });
}

describe("strongSwan", () => {
  // RSA only: Debian keeps strongSwan's elliptic curves in another package.
  test("accepts a chain of RSA keys up to its root", async (t) => {
    const files = filesOf(t, await newSmallAuthority("RSA-3072", "RSA-2048"));
    const verify = (...authorities: readonly string[]): string =>
      runTool("pki", [
        "--verify",
        "--in",
        files.client,
        ...authorities.flatMap((authority) => ["--cacert", authority]),
      ]).text;
    const text = verify(files.root, files.issuing);
    assert.match(text, /reached self-signed root ca with a path length of 1/);
    assert.match(text, /certificate trusted, lifetimes valid/);
    assert.match(verify(files.root), /certificate untrusted/);
  });
});

describe("what others read in a client certificate", () => {
  test("openssl: names, purposes, addresses, in Japanese too", async (t) => {
    const files = filesOf(t, await newSmallAuthority());
    const { text } = runTool("openssl", [
      "x509",
      "-in",
      files.client,
      "-noout",
      "-text",
      "-nameopt",
      "RFC2253,utf8,-esc_msb",
    ]);
    for (const expected of [
      /Version: 3 \(0x2\)/,
      /Subject: CN=taro01 A001 20260101090000000000,O=試験信用組合,C=JP/,
      /X509v3 Key Usage: critical\s+Digital Signature\n/,
      /X509v3 Extended Key Usage:\s+TLS Web Client Authentication\n/,
      /Policy: 2\.999\.1\.1/,
      /URI:http:\/\/va\.example\/crl\/issuing\/0\.crl/,
      /OCSP - URI:http:\/\/va\.example\/ocsp/,
      /CA Issuers - URI:http:\/\/va\.example\/ca\/issuing\.cer/,
    ]) {
      assert.match(text, expected);
    }
    assert.doesNotMatch(text, /Basic Constraints|unhandled|<unsupported>/);
  });

  test("gnutls: the same, with no unknown extension", async (t) => {
    const files = filesOf(t, await newSmallAuthority());
    const { text, status } = runTool("certtool", ["--certificate-info", "--infile", files.client]);
    assert.equal(status, 0, text);
    assert.match(text, /Subject: CN=taro01 A001 20260101090000000000,O=試験信用組合,C=JP/);
    assert.match(text, /TLS WWW Client/);
    assert.doesNotMatch(text, /Unknown extension/);
  });

  test("gnutls: ocsp-nocheck in the responder's", async (t) => {
    const files = filesOf(t, await newSmallAuthority());
    const { text } = runTool("certtool", ["--certificate-info", "--infile", files.responder]);
    assert.match(text, /OCSP signing/);
  });
});

describe("a TLS server certificate", () => {
  test("openssl accepts it for its hosts", async (t) => {
    const { root, issuing } = await newSmallAuthority();
    const bench = workbench(t);
    const server = await signCertificate(
      tlsServerFields({
        serial: newSerial(),
        subject: nameOf([["CN", "hisui.localhost"]]),
        publicKeyInfo: softwareSigner(newPrivateKey("P-256")).publicKeyInfo,
        notBefore: TEST_NOT_BEFORE,
        notAfter: TEST_NOT_AFTER,
        issuer: issuerFactsOf(issuing.certificate),
        dnsNames: ["hisui.localhost", "*.cert.hisui.localhost"],
      }),
      issuing.signer,
    );
    const verify = (host: string): ReturnType<typeof runTool> =>
      runTool("openssl", [
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-verify_hostname",
        host,
        "-CAfile",
        bench.pem("root.pem", "CERTIFICATE", root.der),
        "-untrusted",
        bench.pem("issuing.pem", "CERTIFICATE", issuing.der),
        bench.pem("server.pem", "CERTIFICATE", server.der),
      ]);
    for (const host of ["hisui.localhost", "a1b2.cert.hisui.localhost"]) {
      const outcome = verify(host);
      assert.equal(outcome.status, 0, outcome.text);
    }
    assert.notEqual(verify("yukiguni.localhost").status, 0);
  });
});
