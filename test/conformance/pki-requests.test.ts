import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest, type CertificationRequest } from "#pki/csr/parse.ts";
import { formatName } from "#pki/name-text.ts";
import { nameOf } from "#pki/name.ts";
import { decodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { runTool, workbench } from "./pki-tools.ts";

const ALL: readonly KeyAlgorithmName[] = ["P-256", "P-384", "RSA-2048", "RSA-3072", "RSA-4096"];

/** Reads a request of another program and checks it; its key algorithm must be `expected`. */
const accept = (der: Buffer, expected: KeyAlgorithmName): CertificationRequest => {
  const parsed = parseCertificationRequest(der);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.refusal.detail);
  const checked = checkCertificationRequest(parsed.value, ALL);
  assert.equal(checked.ok ? checked.value.keyAlgorithm : checked.refusal.detail, expected);
  return parsed.value;
};

/** Makes a key with openssl, once. */
const createKey = (name: KeyAlgorithmName): (() => string) => {
  let key: string | undefined;
  const [family, size = ""] = name.split("-");
  const option = family === "P" ? `ec_paramgen_curve:${name}` : `rsa_keygen_bits:${size}`;
  return () =>
    (key ??= runTool("openssl", [
      "genpkey",
      "-quiet",
      "-algorithm",
      family === "P" ? "EC" : "RSA",
      "-pkeyopt",
      option,
    ]).stdout.toString("latin1"));
};

describe("requests of openssl", () => {
  for (const name of ALL) {
    // One key a kind: making RSA keys is slow.
    const key = createKey(name);
    for (const digest of ["-sha256", "-sha384", "-sha512"]) {
      test(`${name}, ${digest}`, (t) => {
        const bench = workbench(t);
        const outcome = runTool("openssl", [
          "req",
          "-new",
          "-key",
          bench.der("key.pem", Buffer.from(key())),
          digest,
          "-utf8",
          "-subj",
          "/C=JP/O=ヒスイ信用組合/CN=taro",
          "-addext",
          "subjectAltName=DNS:taro.example",
          "-addext",
          "keyUsage=critical,digitalSignature",
          "-outform",
          "DER",
          "-out",
          bench.path("request.der"),
        ]);
        assert.equal(outcome.status, 0, outcome.text);
        const request = accept(readFileSync(bench.path("request.der")), name);
        assert.equal(formatName(request.subject), "CN=taro,O=ヒスイ信用組合,C=JP");
        assert.equal(request.requestedExtensions.length, 2);
      });
    }
  }

  test("SHA-1 is refused", (t) => {
    const bench = workbench(t);
    const parameters = [
      "req",
      "-new",
      "-nodes",
      "-newkey",
      "rsa:2048",
      "-sha1",
      "-subj",
      "/CN=x",
      "-keyout",
      bench.path("k"),
      "-outform",
      "DER",
    ];
    const parsed = parseCertificationRequest(runTool("openssl", parameters).stdout);
    assert.ok(parsed.ok);
    const checked = checkCertificationRequest(parsed.value, ALL);
    assert.equal(!checked.ok && checked.refusal.code, "SIGNATURE_ALGORITHM_NOT_ALLOWED");
  });
});

describe("requests of other programs", () => {
  test("gnutls certtool", (t) => {
    const bench = workbench(t);
    const template = bench.der(
      "template",
      Buffer.from('cn = "taro"\norganization = "試験"\nchallenge_password = "x"\n'),
    );
    runTool("certtool", [
      "--generate-privkey",
      "--key-type",
      "ecdsa",
      "--curve",
      "secp256r1",
      "--outfile",
      bench.path("key.pem"),
    ]);
    const outcome = runTool("certtool", [
      "--generate-request",
      "--load-privkey",
      bench.path("key.pem"),
      "--template",
      template,
      "--outder",
      "--outfile",
      bench.path("request.der"),
    ]);
    assert.equal(outcome.status, 0, outcome.text);
    accept(readFileSync(bench.path("request.der")), "P-256");
  });

  test("strongSwan pki", (t) => {
    const bench = workbench(t);
    const key = bench.der("key.der", runTool("pki", ["--gen", "--type", "rsa", "--size", "2048"]).stdout);
    const subject = ["--dn", "C=JP, O=x, CN=taro", "--san", "a.example"];
    const outcome = runTool("pki", ["--req", "--in", key, "--type", "rsa", ...subject]);
    assert.equal(outcome.status, 0, outcome.text);
    accept(outcome.stdout, "RSA-2048");
  });

  test("NSS certutil", (t) => {
    const bench = workbench(t);
    const password = bench.der("password", Buffer.from("secret\n"));
    const noise = bench.der("noise", Buffer.alloc(2048, 7));
    const database = `sql:${bench.path(".")}`;
    runTool("certutil", ["-N", "-d", database, "-f", password]);
    const outcome = runTool("certutil", [
      "-R",
      "-d",
      database,
      "-f",
      password,
      "-z",
      noise,
      "-k",
      "ec",
      "-q",
      "nistp256",
      "-s",
      "CN=taro,O=x,C=JP",
      "-a",
      "-o",
      bench.path("request.pem"),
    ]);
    assert.equal(outcome.status, 0, outcome.text);
    const text = readFileSync(bench.path("request.pem"), "utf8").replaceAll(
      "NEW CERTIFICATE REQUEST",
      "CERTIFICATE REQUEST",
    );
    const blocks = decodePem("CERTIFICATE REQUEST", text);
    assert.ok(blocks.ok && blocks.value[0] !== undefined);
    accept(blocks.value[0], "P-256");
  });
});

describe("others verify our requests", () => {
  for (const name of ["P-256", "P-384", "RSA-2048"] as const) {
    test(name, async (t) => {
      const bench = workbench(t);
      const subject = nameOf([
        ["C", "JP"],
        ["O", "ヒスイ信用組合"],
        ["CN", "taro01"],
      ]);
      const der = await buildCertificationRequest({ subject, ...softwareSigner(newPrivateKey(name)) });
      const path = bench.der("request.der", der);
      const openssl = runTool("openssl", ["req", "-inform", "DER", "-in", path, "-verify", "-noout"]);
      assert.equal(openssl.status, 0, openssl.text);
      assert.match(openssl.text, /verify OK/i);
      const gnutls = runTool("certtool", ["--crq-info", "--inder", "--infile", path]);
      assert.equal(gnutls.status, 0, gnutls.text);
      assert.match(gnutls.text, /Self signature: verified/);
    });
  }
});
