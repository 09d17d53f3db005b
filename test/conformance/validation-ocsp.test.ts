import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { parseOcspResponse } from "#pki/ocsp/parse-response.ts";
import pg from "pg";
import { ORIGIN } from "#test/support/certificates.ts";
import { runProgram, validationWorld } from "#test/support/validation.ts";

const world = await validationWorld();
const hisui = world.institution("hisui");
const STAFF = { kind: "staff", name: "counter" } as const;

const opensslOcsp = (file: string, ...more: string[]) =>
  runProgram("openssl", [
    "ocsp",
    "-issuer",
    world.issuingFile,
    "-cert",
    file,
    "-url",
    `${world.url}/ocsp`,
    "-CAfile",
    world.rootFile,
    "-verify_other",
    world.issuingFile,
    ...more,
  ]);

const ocsptool = (file: string, ...more: string[]) =>
  runProgram("ocsptool", [
    `--ask=${world.url}/ocsp`,
    "--load-cert",
    file,
    "--load-issuer",
    world.issuingFile,
    "--load-trust",
    world.issuingFile,
    ...more,
  ]);

const figures = () => world.ocsp.figures;

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; !isSo(); tries += 1) {
    assert.ok(tries < 1_000, "it happens within ten seconds");
    await delay(10);
  }
};

const active = async () => {
  const issued = await world.activate(await world.newUser("hisui"));
  return { ...issued, file: await world.pemFile(issued.serial, issued.certificate) };
};

const revoke = (serial: string) =>
  revokeCertificate(world.context, {
    institution: hisui,
    serial,
    reason: "keyCompromise",
    actor: STAFF,
    origin: ORIGIN,
  });

test("OpenSSL: good, and after revocation revoked with its reason", async () => {
  const { serial, file } = await active();
  const before = await opensslOcsp(file);
  assert.match(before.output, /Response verify OK/);
  assert.match(before.output, new RegExp(`${serial}\\.pem: good`));
  assert.doesNotMatch(before.output, /WARNING/);
  await revoke(serial);
  const afterwards = await opensslOcsp(file);
  assert.match(afterwards.output, /Response verify OK/);
  assert.match(afterwards.output, new RegExp(`${serial}\\.pem: revoked`));
  assert.match(afterwards.output, /Reason: keyCompromise/);
});

test("OpenSSL: SHA-256 identifiers, no nonce, several certificates at once", async () => {
  const [first, second] = [await active(), await active()];
  await revoke(second.serial);
  const outcome = await opensslOcsp(first.file, "-no_nonce", "-sha256", "-cert", second.file);
  assert.match(outcome.output, /Response verify OK/);
  assert.match(outcome.output, new RegExp(`${first.serial}\\.pem: good`));
  assert.match(outcome.output, new RegExp(`${second.serial}\\.pem: revoked`));
});

test("OpenSSL: several certificates with a nonce", async () => {
  const certificates = [await active(), await active(), await active()];
  const [first, ...others] = certificates;
  assert.ok(first !== undefined);
  const more = others.flatMap(({ file }) => ["-cert", file]);
  const outcome = await opensslOcsp(first.file, "-nonce", ...more);
  assert.match(outcome.output, /Response verify OK/);
  assert.doesNotMatch(outcome.output, /WARNING/);
  for (const { serial } of certificates) assert.match(outcome.output, new RegExp(`${serial}\\.pem: good`));
});

test("OpenSSL and GnuTLS: a kept answer is as good as a new one, until its certificate is revoked", async () => {
  const { serial, file } = await active();
  await until(() => world.ocsp.lease.isHeld);
  const hits = async (): Promise<number> => {
    const before = figures().hits;
    const outcome = await opensslOcsp(file, "-no_nonce");
    assert.match(outcome.output, /Response verify OK/);
    assert.match(outcome.output, /: good/);
    return figures().hits - before;
  };
  assert.equal(await hits(), 0);
  assert.equal(await hits(), 1);
  const other = await ocsptool(file, "--no-nonce");
  assert.match(other.output, /Certificate Status: good/);
  assert.match(other.output, /Verifying OCSP Response: Success/);
  await revoke(serial);
  assert.match((await opensslOcsp(file, "-no_nonce")).output, /: revoked/);
  assert.match((await ocsptool(file)).output, /Certificate Status: revoked/);
});

test("OpenSSL: a serial that was never issued is unknown", async () => {
  const outcome = await runProgram("openssl", [
    "ocsp", "-issuer", world.issuingFile, "-serial", "0x1234567890abcdef1234567890abcdef",
    "-url", `${world.url}/ocsp`, "-CAfile", world.rootFile, "-verify_other", world.issuingFile,
  ]); // prettier-ignore
  assert.match(outcome.output, /Response verify OK/);
  assert.match(outcome.output, /: unknown/);
});

test("GnuTLS: good, then revoked", async () => {
  const { serial, file } = await active();
  const before = await ocsptool(file);
  assert.match(before.output, /Certificate Status: good/);
  assert.match(before.output, /Verifying OCSP Response: Success/);
  await revoke(serial);
  const afterwards = await ocsptool(file, "--nonce");
  assert.match(afterwards.output, /Certificate Status: revoked/);
  assert.match(afterwards.output, /Verifying OCSP Response: Success/);
});

test("a certificate that waits for its confirmation is good, one that was withdrawn is revoked", async () => {
  const user = await world.newUser("hisui");
  const first = await world.issue(user);
  const file = await world.pemFile(first.serial, first.certificate);
  assert.match((await opensslOcsp(file)).output, /: good/);
  await world.issue(user);
  assert.match((await opensslOcsp(file)).output, /: revoked[\s\S]*Reason: cessationOfOperation/);
});

test("OpenSSL: a request about another authority is not answered for", async () => {
  const [shinkin] = world.authority.chainOf("shinkin-g1");
  assert.ok(shinkin !== undefined);
  const { file } = await active();
  const foreign = await runProgram("openssl", [
    "ocsp", "-issuer", world.rootFile, "-cert", file, "-url", `${world.url}/ocsp`,
  ]); // prettier-ignore
  assert.match(foreign.output, /unauthorized/);
});

test("GET: base64 in the path, percent-encoded or not; kept answers are asked about again", async () => {
  const { file, serial } = await active();
  const requestFile = join(world.directory, "request.der");
  await runProgram("openssl", [
    "ocsp",
    "-issuer",
    world.issuingFile,
    "-cert",
    file,
    "-no_nonce",
    "-reqout",
    requestFile,
  ]);
  const base64 = (await readFile(requestFile)).toString("base64");
  const paths = [
    base64,
    encodeURIComponent(base64),
    base64.replaceAll("=", "%3d"),
    base64.replaceAll("/", "%2f"),
  ];
  for (const path of paths) {
    const response = await fetch(`${world.url}/ocsp/${path}`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/ocsp-response");
    assert.match(response.headers.get("cache-control") ?? "", /max-age=0, must-revalidate/);
    const responseFile = join(world.directory, "response.der");
    await writeFile(responseFile, Buffer.from(await response.arrayBuffer()));
    const verified = await runProgram("openssl", [
      "ocsp", "-respin", responseFile, "-issuer", world.issuingFile, "-cert", file, "-CAfile", world.rootFile,
      "-verify_other", world.issuingFile,
    ]); // prettier-ignore
    assert.match(verified.output, /Response verify OK/);
    assert.match(verified.output, new RegExp(`${serial}\\.pem: good`));
  }
});

/** The path of a request by OpenSSL about a certificate. */
const pathFor = async (file: string): Promise<string> => {
  const requestFile = join(world.directory, "request-for.der");
  await runProgram("openssl", [
    "ocsp", "-issuer", world.issuingFile, "-cert", file, "-no_nonce", "-reqout", requestFile,
  ]); // prettier-ignore
  return `/ocsp/${encodeURIComponent((await readFile(requestFile)).toString("base64"))}`;
};

test("GET: the fields of RFC 5019 section 6.2, the same from the server and from its front", async () => {
  await until(() => world.ocsp.lease.isHeld);
  const { file, serial } = await active();
  const url = world.url + (await pathFor(file));
  // `connection: close` is for the server; without it the front answers what it has.
  const ask = async (headers: Record<string, string> = {}): Promise<Response> => {
    const response = await fetch(url, { headers });
    await response.clone().arrayBuffer();
    return response;
  };
  const fromServer = await ask({ connection: "close" });
  let fromFront = await ask();
  for (let tries = 0; fromFront.headers.has("support-id"); tries += 1) {
    assert.ok(tries < 100, "the front answers on a new connection");
    await ask({ connection: "close" });
    fromFront = await ask();
  }
  assert.equal(fromServer.headers.has("support-id"), true);
  const parsed = parseOcspResponse(Buffer.from(await fromFront.clone().arrayBuffer()));
  assert.ok(parsed.ok && parsed.value.kind === "successful");
  const [single] = parsed.value.responses;
  for (const response of [fromServer, fromFront]) {
    const field = (name: string): string => response.headers.get(name) ?? "";
    assert.equal(field("content-type"), "application/ocsp-response");
    assert.equal(field("cache-control"), "public, max-age=0, must-revalidate, no-transform");
    assert.equal(field("x-content-type-options"), "nosniff");
    assert.match(field("etag"), /^"[A-Za-z0-9_-]{27}"$/);
    assert.equal(Date.parse(field("last-modified")), single?.thisUpdate.epochMilliseconds);
    assert.ok(Date.parse(field("expires")) <= Date.parse(field("date")) + 1_000, "not to be used unasked");
  }
  assert.equal(fromFront.headers.get("etag"), fromServer.headers.get("etag"));
  assert.deepEqual(await fromFront.arrayBuffer(), await fromServer.arrayBuffer());

  const etag = fromServer.headers.get("etag") ?? "";
  for (const [given, status] of [
    [etag, 304],
    [`W/${etag}`, 304],
    [`"other", ${etag}`, 304],
    ["*", 304],
    ['"other"', 200],
  ] as const) {
    const response = await ask({ "if-none-match": given });
    assert.equal(response.status, status, given);
    assert.equal(response.headers.get("etag"), etag);
  }
  await revoke(serial);
  assert.equal((await ask({ "if-none-match": etag })).status, 200, "what was revoked is another answer");
});

test("POST and answers that are for one question are not to be kept by anybody", async () => {
  const { file } = await active();
  const requestFile = join(world.directory, "posted.der");
  const requests: string[] = [];
  for (const nonce of ["-nonce", "-no_nonce"]) {
    await runProgram("openssl", [
      "ocsp", "-issuer", world.issuingFile, "-cert", file, nonce, "-reqout", requestFile,
    ]); // prettier-ignore
    requests.push((await readFile(requestFile)).toString("base64"));
  }
  const [withNonce, without] = requests;
  assert.ok(withNonce !== undefined && without !== undefined);
  const byGet = await fetch(`${world.url}/ocsp/${encodeURIComponent(withNonce)}`);
  const byPost = await fetch(`${world.url}/ocsp`, {
    method: "POST",
    headers: { "content-type": "application/ocsp-request" },
    body: new Uint8Array(Buffer.from(without, "base64")),
  });
  for (const response of [byGet, byPost]) {
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.has("etag"), false);
    await response.arrayBuffer();
  }
});

test("tryLater says when to ask again; the client understands it", { timeout: 60_000 }, async (t) => {
  const { file } = await active();
  const owner = new pg.Client({ connectionString: world.context.database.connectionString });
  await owner.connect();
  t.after(() => owner.end());
  await owner.query("begin; lock table certificate in access exclusive mode");
  const response = await fetch(world.url + (await pathFor(file)));
  assert.equal(response.headers.get("retry-after"), "5");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), Buffer.from("30030a0103", "hex"));
  assert.match((await opensslOcsp(file)).output, /trylater/i);
  await owner.query("rollback");
  assert.match((await opensslOcsp(file)).output, /: good/);
});

const MALFORMED = Buffer.from("30030a0101", "hex");

test("bytes that are no request get malformedRequest with status 200, by POST and GET", async () => {
  const post = (body: Buffer) =>
    fetch(`${world.url}/ocsp`, {
      method: "POST",
      headers: { "content-type": "application/ocsp-request" },
      body: new Uint8Array(body),
    });
  for (const body of [
    Buffer.alloc(0),
    Buffer.from("hello"),
    Buffer.from("3080", "hex"),
    Buffer.alloc(10_000, 0x30),
  ]) {
    const response = await post(body);
    assert.equal(response.status, 200);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), MALFORMED);
    assert.equal(response.headers.get("cache-control"), "no-store");
  }
  for (const path of ["", "@@@", "MAo=", "%41", "a".repeat(3_000)]) {
    const response = await fetch(`${world.url}/ocsp/${path}`);
    assert.equal(response.status, 200, path);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), MALFORMED);
  }
  assert.equal((await fetch(`${world.url}/ocsp/%F0%9F`)).status, 400);
  assert.equal((await post(Buffer.alloc(16_385))).status, 413);
  const untyped = await fetch(`${world.url}/ocsp`, {
    method: "POST",
    headers: { "content-type": "text/html" },
    body: "x",
  });
  assert.equal(untyped.status, 415);
});
