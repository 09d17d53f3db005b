import assert from "node:assert/strict";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { fullCrl } from "#domain/certificate/crl-full.ts";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { parseCertificate } from "#pki/certificate/parse.ts";
import { encodePem } from "#pki/pem.ts";
import { runProgram, validationWorld } from "#test/support/validation.ts";

const world = await validationWorld();
const hisui = world.institution("hisui");
const STAFF = { kind: "staff", name: "counter" } as const;

const revoke = (serial: string) =>
  revokeCertificate(world.context, {
    institution: hisui,
    serial,
    reason: "cessationOfOperation",
    actor: STAFF,
  });

/** The list that a certificate names, fetched and written as PEM. */
const fetchCrl = async (certificate: Buffer): Promise<{ file: string; response: Response }> => {
  const parsed = parseCertificate(certificate);
  assert.ok(parsed.ok);
  const [uri] = parsed.value.extensions.crlUris ?? [];
  assert.ok(uri !== undefined);
  const response = await fetch(uri);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/pkix-crl");
  const file = join(world.directory, "list.crl.pem");
  await writeFile(file, encodePem("X509 CRL", Buffer.from(await response.arrayBuffer())));
  return { file, response };
};

const opensslVerify = (file: string, crlFile: string) =>
  runProgram("openssl", [
    "verify", "-CAfile", world.rootFile, "-untrusted", world.issuingFile, "-CRLfile", crlFile, "-crl_check",
    "-x509_strict", file,
  ]); // prettier-ignore

const active = async () => {
  const issued = await world.activate(await world.newUser("hisui"));
  return { ...issued, file: await world.pemFile(issued.serial, issued.certificate) };
};

const numberOf = async (crlFile: string): Promise<number> => {
  const { output } = await runProgram("openssl", ["crl", "-in", crlFile, "-noout", "-crlnumber"]);
  return Number.parseInt(/crlNumber=(?:0x)?([0-9A-F]+)/.exec(output)?.[1] ?? "", 16);
};

test("OpenSSL and certtool accept the list, and see the revocation on it at once", async () => {
  const { serial, certificate, file } = await active();
  const before = await fetchCrl(certificate);
  const signature = await runProgram("openssl", [
    "crl",
    "-in",
    before.file,
    "-CAfile",
    world.issuingFile,
    "-noout",
  ]);
  assert.match(signature.output, /verify OK/);
  assert.match((await opensslVerify(file, before.file)).output, /: OK/);
  const firstNumber = await numberOf(before.file);

  await revoke(serial);
  const afterwards = await fetchCrl(certificate);
  assert.equal(await numberOf(afterwards.file), firstNumber + 1);
  const verified = await opensslVerify(file, afterwards.file);
  assert.match(verified.output, /certificate revoked/);
  assert.notEqual(verified.code, 0);

  const gnutls = await runProgram("certtool", [
    "--verify-crl", "--load-ca-certificate", world.issuingFile, "--infile", afterwards.file,
  ]); // prettier-ignore
  assert.match(gnutls.output, /Verification output: Verified/);
  assert.equal(gnutls.code, 0);
  const text = await runProgram("openssl", ["crl", "-in", afterwards.file, "-noout", "-text"]);
  assert.match(text.output.toLowerCase(), new RegExp(`serial number: ${serial}`));
  assert.match(text.output, /Issuing Distribution Point: critical/);
  assert.match(text.output, /Cessation Of Operation/);
});

test("the root's list lets OpenSSL check the whole chain", async () => {
  const { certificate, file } = await active();
  const { file: crlFile } = await fetchCrl(certificate);
  const issuing = world.authority.issuingFor("bizsol").certificate;
  const rootList = await fetch(issuing.extensions.crlUris?.[0] ?? "");
  assert.equal(rootList.status, 200);
  const rootFile = join(world.directory, "root.crl.pem");
  await writeFile(rootFile, encodePem("X509 CRL", Buffer.from(await rootList.arrayBuffer())));
  const verified = await runProgram("openssl", [
    "verify", "-CAfile", world.rootFile, "-untrusted", world.issuingFile, "-CRLfile", crlFile, "-CRLfile", rootFile,
    "-crl_check_all", "-x509_strict", file,
  ]); // prettier-ignore
  assert.match(verified.output, /: OK/);
});

test("a list names one institution's certificates only", async () => {
  const mine = await active();
  const other = await world.activate(await world.newUser("akagi"));
  const uriOf = (der: Buffer): string => {
    const parsed = parseCertificate(der);
    return parsed.ok ? (parsed.value.extensions.crlUris?.[0] ?? "") : "";
  };
  assert.match(uriOf(mine.certificate), /\/crl\/bizsol-g1\/9001-0\.crl$/);
  assert.match(uriOf(other.certificate), /\/crl\/bizsol-g1\/9003-0\.crl$/);
});

test("an unchanged list is not sent twice", async () => {
  const { certificate, serial } = await active();
  const { response } = await fetchCrl(certificate);
  const etag = response.headers.get("etag") ?? "";
  assert.match(etag, /^".+"$/);
  assert.match(response.headers.get("cache-control") ?? "", /max-age=60/);
  assert.ok(!Number.isNaN(Date.parse(response.headers.get("last-modified") ?? "")));
  const again = await fetch(response.url, { headers: { "if-none-match": `W/${etag}` } });
  assert.equal(again.status, 304);
  await revoke(serial);
  const changed = await fetch(response.url, { headers: { "if-none-match": etag } });
  assert.equal(changed.status, 200);
});

test("of many who ask for a stale list at once, one makes it", async () => {
  const { certificate, serial } = await active();
  const { file, response } = await fetchCrl(certificate);
  const number = await numberOf(file);
  await revoke(serial);
  const lists = await Promise.all(
    Array.from({ length: 20 }, async () =>
      Buffer.from(await (await fetch(response.url)).arrayBuffer()).toString("hex"),
    ),
  );
  assert.equal(new Set(lists).size, 1);
  assert.equal(await numberOf((await fetchCrl(certificate)).file), number + 1);
});

test("the job makes lists that are missing or old; numbers only rise", async () => {
  const numbers = async (): Promise<number[]> => {
    const rows = await world.context.database.asOwner<{ number: string }>(
      "select number from crl order by institution_code, shard",
    );
    return rows.map(({ number }) => Number(number));
  };
  await publishCrls(world.context, world.authority);
  const before = await numbers();
  assert.deepEqual(await publishCrls(world.context, world.authority), { made: 0, ended: 0 });
  assert.deepEqual(await numbers(), before);
  const now = world.context.clock.now();
  world.context.clock.advance({ hours: 12 });
  assert.deepEqual(await publishCrls(world.context, world.authority), { made: before.length, ended: 0 });
  world.context.clock.set(now);
  const after = await numbers();
  for (const [index, number] of after.entries()) assert.ok(number > (before[index] ?? 0));
});

test("when a shard is full the next begins; each list is for its own certificates, the full list for all", async () => {
  const inFirst = await active();
  // The places that this process has on lease are used up, and then the shard is full.
  await world.context.database.asOwner("update crl_shard set allotted = capacity");
  const uriOf = (certificate: Buffer): string => {
    const parsed = parseCertificate(certificate);
    return parsed.ok ? (parsed.value.extensions.crlUris?.[0] ?? "") : "";
  };
  let inSecond = await active();
  while (uriOf(inSecond.certificate).endsWith("9001-0.crl")) inSecond = await active();
  assert.match(uriOf(inSecond.certificate), /9001-1\.crl$/);
  const good = await active();
  await revoke(inFirst.serial);
  await revoke(inSecond.serial);

  const listFile = async (name: string, certificate: Buffer): Promise<string> => {
    const { file } = await fetchCrl(certificate);
    const kept = join(world.directory, name);
    await copyFile(file, kept);
    return kept;
  };
  const first = await listFile("first.crl.pem", inFirst.certificate);
  const second = await listFile("second.crl.pem", inSecond.certificate);
  const issuer = world.authority.issuer("bizsol-g1");
  assert.ok(issuer !== undefined);
  const full = join(world.directory, "full.crl.pem");
  const made = await fullCrl(world.context, issuer);
  await writeFile(full, encodePem("X509 CRL", made.crl));

  const verdicts: readonly (readonly [string, string, RegExp])[] = [
    [inFirst.file, first, /certificate revoked/],
    [inSecond.file, second, /certificate revoked/],
    [good.file, second, /: OK/],
    [inFirst.file, second, /different CRL scope/i],
    [inSecond.file, first, /different CRL scope/i],
    [inFirst.file, full, /certificate revoked/],
    [inSecond.file, full, /certificate revoked/],
    [good.file, full, /: OK/],
  ];
  for (const [certificate, list, verdict] of verdicts) {
    assert.match((await opensslVerify(certificate, list)).output, verdict, `${certificate} by ${list}`);
  }
  for (const list of [first, second, full]) {
    const signature = ["crl", "-in", list, "-CAfile", world.issuingFile, "-noout"];
    assert.match((await runProgram("openssl", signature)).output, /verify OK/);
    const gnutls = await runProgram("certtool", [
      "--verify-crl", "--load-ca-certificate", world.issuingFile, "--infile", list,
    ]); // prettier-ignore
    assert.match(gnutls.output, /Verification output: Verified/);
  }
  const byGnutls = async (certificate: string, list: string): Promise<string> =>
    (await runProgram("certtool", [
        "--verify", "--load-ca-certificate", world.chainFile, "--load-crl", list, "--infile", certificate,
      ])) // prettier-ignore
    .output;
  assert.match(await byGnutls(inFirst.file, full), /revoked/i);
  assert.match(await byGnutls(inSecond.file, second), /revoked/i);
  assert.doesNotMatch(await byGnutls(good.file, full), /revoked/i);
});

test("authorities' certificates are there, other addresses are not", async () => {
  for (const { issuerId, der } of world.authority.authorities) {
    const response = await fetch(`${world.url}/ca/${issuerId}.cer`);
    assert.equal(response.headers.get("content-type"), "application/pkix-cert");
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), der);
  }
  for (const path of [
    "/ca/none.cer",
    "/crl/none/9001-0.crl",
    "/crl/bizsol-g1/9001-99.crl",
    "/crl/bizsol-g1/9001-00.crl",
    "/crl/bizsol-g1/9002-0.crl", // an institution of the other family
    "/crl/bizsol-g1/9999-0.crl",
    "/crl/bizsol-g1/authorities.crl",
    "/crl/bizsol-root/9001-0.crl",
  ]) {
    assert.equal((await fetch(`${world.url}${path}`)).status, 404, path);
  }
});
