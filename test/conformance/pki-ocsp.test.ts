import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test, type TestContext } from "node:test";
import { issuerIdentity } from "#pki/ocsp/cert-id.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import { buildOcspRequest, parseOcspRequest, type OcspRequest } from "#pki/ocsp/request.ts";
import {
  assembleOcspResponse,
  buildOcspErrorResponse,
  buildOcspResponseData,
  responderKeyHash,
  type OcspCertificateStatus,
} from "#pki/ocsp/response.ts";
import { newSmallAuthority, type SmallAuthority } from "#pki/testing/small-authority.ts";
import { runTool, workbench, type Workbench } from "./pki-tools.ts";

let authority: SmallAuthority;
before(async () => {
  authority = await newSmallAuthority("P-384");
});

const NOW = Temporal.Now.instant();

const respond = async (request: OcspRequest, status: OcspCertificateStatus): Promise<Buffer> => {
  const { signer, der } = authority.responder;
  const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
  const issuer = issuerIdentity({ name, publicKeyInfo });
  const data = buildOcspResponseData({
    responderKeyHash: responderKeyHash(signer.publicKeyInfo),
    producedAt: NOW,
    responses: request.certIds.map((certId) => ({
      certId: certId.encoded,
      status:
        issuer.isNamedBy(certId) && certId.serial === authority.client.certificate.serial
          ? status
          : { kind: "unknown" },
      thisUpdate: NOW.subtract({ minutes: 1 }),
      nextUpdate: NOW.add({ hours: 1 }),
    })),
    nonce: request.nonce,
  });
  return assembleOcspResponse(data, signer.signatureAlgorithm, await signer.sign(data), [der]);
};

interface Files {
  readonly bench: Workbench;
  readonly root: string;
  readonly issuing: string;
  readonly client: string;
}

const filesOf = (t: TestContext): Files => {
  const bench = workbench(t);
  return {
    bench,
    root: bench.pem("root.pem", "CERTIFICATE", authority.root.der),
    issuing: bench.pem("issuing.pem", "CERTIFICATE", authority.issuing.der),
    client: bench.pem("client.pem", "CERTIFICATE", authority.client.der),
  };
};

const requestOf = (bytes: Buffer): OcspRequest => {
  const parsed = parseOcspRequest(bytes);
  assert.ok(parsed.ok, parsed.ok ? "" : parsed.refusal.detail);
  return parsed.value;
};

const STATUSES: readonly (readonly [status: OcspCertificateStatus, openssl: RegExp, gnutls: RegExp])[] = [
  [{ kind: "good" }, /client\.pem: good/, /Certificate Status: good/],
  [{ kind: "unknown" }, /client\.pem: unknown/, /Certificate Status: unknown/],
  [
    { kind: "revoked", revokedAt: NOW.subtract({ hours: 2 }), reason: "keyCompromise" },
    /client\.pem: revoked[\s\S]*Reason: keyCompromise/,
    /Certificate Status: revoked/,
  ],
  [
    { kind: "revoked", revokedAt: NOW.subtract({ hours: 2 }), reason: "unspecified" },
    /client\.pem: revoked/,
    /Certificate Status: revoked/,
  ],
];

for (const [status, opensslText, gnutlsText] of STATUSES) {
  const what = status.kind === "revoked" ? `revoked (${status.reason})` : status.kind;

  for (const digest of ["-sha1", "-sha256"]) {
    test(`openssl asks with ${digest} and a nonce, and takes the answer ${what}`, async (t) => {
      const files = filesOf(t);
      const requestPath = files.bench.path("request.der");
      const ask = [digest, "-issuer", files.issuing, "-cert", files.client];
      assert.equal(runTool("openssl", ["ocsp", ...ask, "-nonce", "-reqout", requestPath]).status, 0);
      const request = requestOf(readFileSync(requestPath));
      assert.ok((request.nonce?.length ?? 0) >= 16);
      const responsePath = files.bench.der("response.der", await respond(request, status));
      // With the request of before: signature and nonce. With a new one: what is said about the certificate.
      const checked = ["ocsp", "-respin", responsePath, "-CAfile", files.root, "-issuer", files.issuing];
      const sameNonce = runTool("openssl", [...checked, "-reqin", requestPath]);
      assert.match(sameNonce.text, /Response verify OK/);
      assert.doesNotMatch(sameNonce.text, /WARNING|[Ee]rror/);
      assert.match(runTool("openssl", [...checked, ...ask, "-nonce"]).text, /Nonce Verify error/);
      const outcome = runTool("openssl", [...checked, ...ask, "-no_nonce"]);
      assert.match(outcome.text, /Response verify OK/);
      assert.match(outcome.text, opensslText);
      assert.doesNotMatch(outcome.text, /WARNING/);
    });
  }

  test(`gnutls asks, and takes the answer ${what}`, async (t) => {
    const files = filesOf(t);
    const requestPath = files.bench.path("request.der");
    const generated = runTool("ocsptool", [
      "--generate-request",
      "--load-issuer",
      files.issuing,
      "--load-cert",
      files.client,
      "--outfile",
      requestPath,
    ]);
    assert.equal(generated.status, 0, generated.text);
    const response = await respond(requestOf(readFileSync(requestPath)), status);
    const responsePath = files.bench.der("response.der", response);
    const info = runTool("ocsptool", ["--response-info", "--infile", responsePath]);
    assert.match(info.text, gnutlsText);
    const verified = runTool("ocsptool", [
      "--verify-response",
      "--load-response",
      responsePath,
      "--load-trust",
      files.issuing,
    ]);
    assert.equal(verified.status, 0, verified.text);
    assert.match(verified.text, /Verifying OCSP Response: Success/);
  });
}

describe("what must not be taken", () => {
  test("openssl refuses an answer whose signature was changed", async (t) => {
    const files = filesOf(t);
    const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
    const certId = issuerIdentity({ name, publicKeyInfo }).certId(
      authority.client.certificate.serial,
      "sha1",
    );
    const response = await respond(requestOf(buildOcspRequest([certId])), { kind: "good" });
    const parsed = parseOcspResponse(response);
    assert.ok(parsed.ok && parsed.value.kind === "successful");
    const changed = Buffer.from(response);
    // The last octet of the producedAt second.
    const at = changed.indexOf(parsed.value.tbs) + parsed.value.tbs.indexOf(Buffer.from("Z")) - 1;
    changed[at] = (changed[at] ?? 0) ^ 1;
    const outcome = runTool("openssl", [
      "ocsp",
      "-issuer",
      files.issuing,
      "-cert",
      files.client,
      "-respin",
      files.bench.der("response.der", changed),
      "-CAfile",
      files.root,
    ]);
    assert.doesNotMatch(outcome.text, /Response verify OK/);
  });

  test("both read the error answers", (t) => {
    const files = filesOf(t);
    const path = files.bench.der("response.der", buildOcspErrorResponse("tryLater"));
    assert.match(runTool("openssl", ["ocsp", "-respin", path, "-noverify"]).text, /trylater/i);
    assert.match(runTool("ocsptool", ["--response-info", "--infile", path]).text, /tryLater/i);
  });
});

test("others read our request", (t) => {
  const files = filesOf(t);
  const { subjectDer: name, publicKeyInfo } = authority.issuing.certificate;
  const certId = issuerIdentity({ name, publicKeyInfo }).certId(authority.client.certificate.serial);
  const path = files.bench.der("request.der", buildOcspRequest([certId], Buffer.alloc(32, 7)));
  assert.match(
    runTool("openssl", ["ocsp", "-reqin", path, "-req_text"]).text,
    /Hash Algorithm: sha256[\s\S]*OCSP Nonce/,
  );
  assert.match(runTool("ocsptool", ["--request-info", "--infile", path]).text, /Nonce: 0707/);
});
