import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { z } from "zod";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import type { KeyAlgorithmName } from "#pki/algorithms.ts";
import { isSupported } from "#pki/algorithm-support.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { checkCertificationRequest } from "#pki/csr/check.ts";
import { parseCertificationRequest } from "#pki/csr/parse.ts";
import { newPrivateKey } from "#pki/key-pair.ts";
import { nameOf } from "#pki/name.ts";
import { OID } from "#pki/oids.ts";
import { encodePem } from "#pki/pem.ts";
import { softwareSigner } from "#pki/signer.ts";
import { sayJudged, sayNotJudged } from "#test/support/judges.ts";
import { pkilint, type LintItem } from "#test/support/linters.ts";
import { pythonTool } from "#test/support/python-tools.ts";
import { validationWorld } from "#test/support/validation.ts";

/**
 * A whole authority with ML-DSA-65 (RFC 9881): root, issuing authority and OCSP responder; its certificates, CRLs and
 * responses judged by pyca/cryptography, which has an OpenSSL of its own, and by pkilint. Debian's programs know no
 * ML-DSA yet.
 */
const world = await validationWorld({}, { rootKeyAlgorithm: "ML-DSA-65", issuingKeyAlgorithm: "ML-DSA-65" });
const ALLOWED = ["P-256", "ML-DSA-44", "ML-DSA-65"] as const;
const JUDGE = join(import.meta.dirname, "ml-dsa-judge.py");

/** pyca/cryptography, or undefined where it cannot be had, which is said. */
const pyca = (t: TestContext): ((...words: string[]) => Buffer) | undefined => {
  const environment = pythonTool(["cryptography"]);
  if (typeof environment === "string") {
    sayNotJudged(t, "pyca/cryptography", environment);
    return undefined;
  }
  sayJudged("pyca/cryptography", environment.versionOf("cryptography"));
  return (...words) => execFileSync(environment.program("python"), [JUDGE, ...words]);
};

const issue = async (pkcs10: Buffer) => {
  const parsed = parseCertificationRequest(pkcs10);
  assert.ok(parsed.ok);
  const request = checkCertificationRequest(parsed.value, ALLOWED);
  if (!request.ok) assert.fail(`${request.refusal.code}: ${request.refusal.detail}`);
  const issued = await world.activate(await world.newUser("hisui"), { request: request.value });
  return { ...issued, keyAlgorithm: request.value.keyAlgorithm };
};

const requestOf = async (algorithm: KeyAlgorithmName): Promise<Buffer> =>
  buildCertificationRequest({
    subject: nameOf([["CN", "request"]]),
    ...softwareSigner(await newPrivateKey(algorithm)),
  });

const derFile = async (name: string, der: Buffer): Promise<string> => {
  const path = join(world.directory, `${name}.der`);
  await writeFile(path, der);
  return path;
};

const authorities = () => {
  const [issuing, root] = world.authority.chainOf("bizsol-g1");
  assert.ok(issuing !== undefined && root !== undefined);
  return { issuing, root };
};

const fetched = async (url: string, body?: Buffer): Promise<Buffer> => {
  const response = await fetch(
    url,
    body === undefined
      ? {}
      : {
          method: "POST",
          body: new Uint8Array(body),
          headers: { "content-type": "application/ocsp-request" },
        },
  );
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
};

/** What the responder says of a certificate, asked by OpenSSL, which needs to know no algorithm for that. */
const ocspAnswer = async (serial: string, certificate: Buffer): Promise<Buffer> => {
  const asked = join(world.directory, `${serial}.ocsp-request`);
  const issuer = world.issuingFile;
  const file = await world.pemFile(serial, certificate);
  execFileSync("openssl", ["ocsp", "-issuer", issuer, "-cert", file, "-no_nonce", "-reqout", asked]);
  return fetched(`${world.url}/ocsp`, await readFile(asked));
};

const found = z.object({
  signatures: z.array(z.string()),
  keys: z.array(z.string()),
  issued: z.array(z.boolean()),
  crl: z.boolean(),
  listed: z.boolean(),
  ocsp: z.array(z.object({ status: z.string(), algorithm: z.string(), responderIssued: z.boolean() })),
});

test("this runtime has ML-DSA", () => {
  assert.ok(isSupported("ML-DSA-44") && isSupported("ML-DSA-65"));
});

for (const algorithm of ALLOWED) {
  test(`pyca/cryptography verifies a ${algorithm} client, CRL and OCSP of an ML-DSA-65 authority`, async (t) => {
    const issued = await issue(await requestOf(algorithm));
    assert.equal(issued.keyAlgorithm, algorithm);
    const { serial, certificate } = issued;
    const good = await ocspAnswer(serial, certificate);
    const hisui = world.institution("hisui");
    const actor = { kind: "staff", name: "counter" } as const;
    const reason = "cessationOfOperation";
    assert.ok((await revokeCertificate(world.context, { institution: hisui, serial, reason, actor })).ok);
    const revoked = await ocspAnswer(serial, certificate);
    const parsed = parseCertificate(certificate);
    assert.ok(parsed.ok);
    const crl = await fetched(parsed.value.extensions.crlUris?.[0] ?? "");

    const run = pyca(t);
    if (run === undefined) return;
    const { issuing, root } = authorities();
    const judged = found.parse(
      JSON.parse(
        run(
          "judge",
          await derFile("root", root),
          await derFile("issuing", issuing),
          await derFile("client", certificate),
          serial,
          await derFile("crl", crl),
          await derFile("good", good),
          await derFile("revoked", revoked),
        ).toString("utf8"),
      ),
    );
    assert.deepEqual(new Set(judged.signatures), new Set([OID.mlDsa65]));
    const clientKey = {
      "P-256": "ECPublicKey",
      "ML-DSA-44": "MLDSA44PublicKey",
      "ML-DSA-65": "MLDSA65PublicKey",
    };
    assert.deepEqual(judged.keys, ["MLDSA65PublicKey", "MLDSA65PublicKey", clientKey[algorithm]]);
    assert.deepEqual(judged.issued, [true, true, true]);
    assert.ok(judged.crl && judged.listed);
    assert.deepEqual(judged.ocsp, [
      { status: "GOOD", algorithm: OID.mlDsa65, responderIssued: true },
      { status: "REVOKED", algorithm: OID.mlDsa65, responderIssued: true },
    ]);
  });
}

for (const algorithm of ["ML-DSA-44", "ML-DSA-65"] as const) {
  test(`a ${algorithm} request of pyca/cryptography is accepted, and refused once it is changed`, async (t) => {
    const run = pyca(t);
    if (run === undefined) return;
    const pkcs10 = run("request", algorithm);
    assert.equal((await issue(pkcs10)).keyAlgorithm, algorithm);
    const changed = Buffer.from(pkcs10);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    const parsed = parseCertificationRequest(changed);
    assert.ok(parsed.ok);
    const checked = checkCertificationRequest(parsed.value, ALLOWED);
    assert.equal(checked.ok ? "accepted" : checked.refusal.code, "CSR_SIGNATURE_INVALID");
  });
}

test("pkilint finds no error in ML-DSA certificates, nor in the CRL and the OCSP response", async (t) => {
  const linter = pkilint(t);
  if (linter === undefined) return;
  const { serial, certificate } = await issue(await requestOf("ML-DSA-44"));
  const parsed = parseCertificate(certificate);
  assert.ok(parsed.ok);
  const crl = await fetched(parsed.value.extensions.crlUris?.[0] ?? "");
  const crlFile = join(world.directory, "lint.crl.pem");
  await writeFile(crlFile, encodePem("X509 CRL", crl));
  const items: readonly LintItem[] = [
    { kind: "certificate", file: world.rootFile },
    { kind: "certificate", file: world.issuingFile },
    { kind: "certificate", file: await world.pemFile("lint", certificate) },
    { kind: "crl", file: crlFile },
    { kind: "ocspResponse", file: await derFile("lint-ocsp", await ocspAnswer(serial, certificate)) },
  ];
  const errors = linter.lint(items).filter(({ severity }) => ["error", "fatal"].includes(severity));
  assert.deepEqual(errors, []);
});
