import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import test from "node:test";
import { z } from "zod";
import { ceremonyRoom } from "#test/support/ceremony.ts";
import { runProgram } from "#test/support/validation.ts";

const minutesSchema = z.object({
  wasInterrupted: z.boolean(),
  operators: z.array(z.object({ name: z.string() })),
  outputs: z.record(z.string(), z.string()),
  items: z.array(
    z.object({ kind: z.string(), name: z.string(), fingerprints: z.record(z.string(), z.string()) }),
  ),
});

const openssl = async (...words: string[]): Promise<string> => {
  const { code, output } = await runProgram("openssl", words);
  assert.equal(code, 0, `openssl ${words.join(" ")}: ${output}`);
  return output;
};

test("the ceremony of deploy/ceremony, from the root to a list after a year; OpenSSL judges each product", async (t) => {
  const room = await ceremonyRoom(t);
  const { offline, online, path } = room;
  const done = async (machine: NodeJS.ProcessEnv, file: string): Promise<string> => {
    const ran = await room.hold(machine, file);
    assert.equal(ran.code, 0, `${file}: ${ran.err}`);
    return ran.out;
  };
  const minutesOf = async (file: string) =>
    minutesSchema.parse(JSON.parse(await readFile(path(`minutes/${file}`), "utf8")));

  const said = await done(offline, "01-root.json");
  const root = new X509Certificate(await readFile(path("exchange/bizsol-root.pem")));
  // Read aloud: the fingerprint that OpenSSL prints, in groups of four.
  const spoken = (root.fingerprint256.replaceAll(":", "").match(/.{4}/g) ?? []).slice(0, 8).join(" ");
  assert.ok(said.includes(spoken), said);
  const text = await openssl("x509", "-in", path("exchange/bizsol-root.pem"), "-noout", "-text");
  assert.match(text, /Subject: C\s*=\s*JP, O\s*=\s*Example Centre, CN\s*=\s*Example Centre BizSOL Root CA/);
  assert.match(text, /secp384r1|P-384/);

  await done(offline, "02-root-crl.json");
  await done(online, "03-issuing-request.json");
  const request = path("exchange/bizsol-g1.csr.pem");
  const judged = await openssl("req", "-in", request, "-noout", "-verify", "-subject");
  assert.match(judged, /verify OK/);
  assert.match(judged, /CN\s*=\s*Example Centre BizSOL CA G1/);

  await done(offline, "04-issuing-certificate.json");
  const issuing = path("exchange/bizsol-g1.pem");
  const [rootFile, list] = [path("exchange/bizsol-root.pem"), path("exchange/bizsol-root-1.crl.pem")];
  await openssl("verify", "-x509_strict", "-CAfile", rootFile, issuing);
  await openssl("verify", "-x509_strict", "-crl_check", "-CRLfile", list, "-CAfile", rootFile, issuing);
  assert.match(await openssl("x509", "-in", issuing, "-noout", "-text"), /CA:TRUE, pathlen:0/);
  assert.match(
    await openssl("crl", "-in", list, "-noout", "-text", "-CAfile", rootFile),
    /No Revoked Certificates[^]*verify OK|verify OK[^]*No Revoked Certificates/,
  );

  await done(online, "05-import.json");
  const listed = await room.run(online, "ca", "list", "--json");
  assert.match(
    listed.out,
    /"id": "bizsol-g1",\s*"kind": "issuing",\s*"family": "bizsol",\s*"state": "planned"/,
  );
  assert.match(listed.out, /offline:bizsol-root/);
  // The root's key never was on the issuing machine, and the issuing key never on the other one.
  assert.deepEqual((await readdir(path("online/keys"))).sort(), [
    "bizsol-g1-ocsp.key.pem",
    "bizsol-g1.key.pem",
  ]);
  assert.deepEqual(await readdir(path("offline/keys")), ["bizsol-root.key.pem"]);

  await done(offline, "06-root-crl-yearly.json");
  await done(online, "07-import-root-crl.json");
  assert.match(
    await openssl("crl", "-in", path("exchange/bizsol-root-2.crl.pem"), "-noout", "-crlnumber"),
    /crlNumber=(0x)?0?2/,
  );

  const minutes = await minutesOf("04-issuing-certificate.json");
  assert.equal(minutes.wasInterrupted, false);
  assert.equal(minutes.operators.length, 3);
  const digest = createHash("sha256")
    .update(new X509Certificate(await readFile(issuing)).raw)
    .digest("hex");
  assert.equal(minutes.items.find(({ kind }) => kind === "certificate")?.fingerprints["certificate"], digest);
  assert.deepEqual(minutes.outputs, {
    [issuing]: createHash("sha256")
      .update(await readFile(issuing))
      .digest("hex"),
  });
  // Every step a second time: the minutes are there.
  for (const file of await readdir(path("minutes"))) {
    const again = await room.hold(file.startsWith("03") || /import/.test(file) ? online : offline, file);
    assert.equal(again.code, 1);
    assert.match(again.err, /CEREMONY_ALREADY_HELD/, file);
  }
});

test("an issuing authority that was revoked offline is refused by OpenSSL with the imported list", async (t) => {
  const room = await ceremonyRoom(t);
  const { offline, online, path } = room;
  for (const [machine, file] of [
    [offline, "01-root.json"],
    [offline, "02-root-crl.json"],
    [online, "03-issuing-request.json"],
    [offline, "04-issuing-certificate.json"],
    [online, "05-import.json"],
  ] as const) {
    assert.equal((await room.hold(machine, file)).code, 0, file);
  }
  const revoked = [
    { certificate: "exchange/bizsol-g1.pem", revokedAt: "2026-01-01T00:00:00Z", reason: "cACompromise" },
  ];
  await room.change("06-root-crl-yearly.json", { revoked });
  const signed = await room.hold(offline, "06-root-crl-yearly.json");
  assert.equal(signed.code, 0, signed.err);
  const { code, output } = await runProgram("openssl", [
    "verify", "-crl_check", "-CRLfile", path("exchange/bizsol-root-2.crl.pem"), "-CAfile",
    path("exchange/bizsol-root.pem"), path("exchange/bizsol-g1.pem"),
  ]); // prettier-ignore
  assert.notEqual(code, 0);
  assert.match(output, /certificate revoked/);
  const imported = await room.hold(online, "07-import-root-crl.json");
  assert.equal(imported.code, 0, imported.err);
  assert.match(imported.out, /generation bizsol-g1\nstate {2}revoked/);
  const listed = await room.run(online, "ca", "show", "bizsol-g1", "--json");
  assert.match(
    listed.out,
    /"state": "revoked"[^]*"revokedAt": "2026-01-01T00:00:00Z"[^]*"revocationReason": "cACompromise"/,
  );
});
