import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { softwareSigner } from "#pki/signer.ts";
import { buildCertificationRequest } from "#pki/csr/build.ts";
import { encodePem } from "#pki/pem.ts";
import { nameOf } from "#pki/name.ts";
import { newPrivateKey } from "#pki/testing/small-authority.ts";
import { ceremonyRoom, tokenIn, type CeremonyRoom } from "#test/support/ceremony.ts";

const codeIn = (err: string): string => /^([A-Z_]+):/.exec(err)?.[1] ?? err;

/** Holds these steps in a new room. */
const roomAfter = async (t: TestContext, ...files: string[]): Promise<CeremonyRoom> => {
  const room = await ceremonyRoom(t);
  for (const file of files) {
    const { code, err } = await room.hold(/0[35]/.test(file) ? room.online : room.offline, file);
    assert.equal(code, 0, `${file}: ${err}`);
  }
  return room;
};

const refusalOf = async (room: CeremonyRoom, machine: NodeJS.ProcessEnv, file: string): Promise<string> => {
  const { code, err } = await room.hold(machine, file);
  assert.equal(code, 1, err);
  return codeIn(err);
};

test("nothing is made before it is confirmed, with the token of these very files", async (t) => {
  const room = await ceremonyRoom(t);
  const file = room.path("01-root.json");
  const shown = await room.run(room.offline, "ca", "ceremony", file);
  assert.equal(shown.code, 1);
  assert.match(shown.out, /Sato Hanako \(key custodian\)/);
  assert.deepEqual((await readdir(room.folder)).includes("exchange"), false);
  const token = tokenIn(shown);
  await room.change("01-root.json", { validityYears: 19 });
  const changed = await room.run(room.offline, "ca", "ceremony", file, "--confirm", token);
  assert.equal(changed.code, 1);
  assert.match(changed.err, /is not it/);
  assert.notEqual(tokenIn(changed), token);
});

test("a file that describes no step is refused with every fault", async (t) => {
  const room = await ceremonyRoom(t);
  const one = [{ name: "Sato", role: "alone" }];
  for (const [fields, fault] of [
    [{ step: "destroy" }, /\$\.step/],
    [{ operators: one }, /\$\.operators/],
    [{ operators: [...one, ...one] }, /the same name twice/],
    [{ keyAlgorithm: "RSA-1024", key: "usb" }, /\$\.key: expected file:NAME[^]*\$\.keyAlgorithm/],
    [{ extra: 1 }, /extra/],
  ] as const) {
    await copyFile(room.path("01-root.json"), room.path("faulty.json"));
    await room.change("faulty.json", fields);
    const ran = await room.run(room.offline, "ca", "ceremony", room.path("faulty.json"));
    assert.equal(ran.code, 2, ran.err);
    assert.match(ran.err, fault);
  }
  await writeFile(room.path("faulty.json"), "{");
  assert.equal((await room.run(room.offline, "ca", "ceremony", room.path("faulty.json"))).code, 2);
  const absent = await room.run(room.offline, "ca", "ceremony", room.path("04-issuing-certificate.json"));
  assert.equal(absent.code, 2);
  assert.match(absent.err, /exchange\/bizsol-root\.pem/);
});

test("a second time is refused: by the minutes, by the key, by the file", async (t) => {
  const room = await roomAfter(t, "01-root.json");
  const again = () => refusalOf(room, room.offline, "01-root.json");
  assert.equal(await again(), "CEREMONY_ALREADY_HELD");
  await room.change("01-root.json", { record: "minutes/other.json" });
  assert.equal(await again(), "CEREMONY_OUTPUT_EXISTS");
  await room.change("01-root.json", { output: { certificate: "exchange/other.pem" } });
  assert.equal(await again(), "CEREMONY_KEY_EXISTS");
});

test("a request that is not the announced one is not signed", async (t) => {
  const room = await roomAfter(t, "01-root.json", "03-issuing-request.json");
  const file = "04-issuing-certificate.json";
  const refusal = () => refusalOf(room, room.offline, file);
  await room.change(file, { generation: 2 });
  assert.equal(await refusal(), "CEREMONY_REQUEST_UNFIT");
  await room.change(file, { generation: 1, keyAlgorithm: "P-384" });
  assert.equal(await refusal(), "CEREMONY_REQUEST_UNFIT");
  await room.change(file, { keyAlgorithm: "P-256", requestSha256: "00".repeat(32) });
  assert.equal(await refusal(), "CEREMONY_REQUEST_UNFIT");
  // Somebody else's key under the name, with the request signed by the right one's neighbour.
  const signer = softwareSigner(newPrivateKey("P-256"));
  const stolen = await buildCertificationRequest({
    subject: nameOf([
      ["C", "JP"],
      ["O", "Example Centre"],
      ["CN", "Example Centre BizSOL CA G1"],
    ]),
    ...signer,
    publicKeyInfo: softwareSigner(newPrivateKey("P-256")).publicKeyInfo,
  });
  await writeFile(room.path("exchange/stolen.pem"), encodePem("CERTIFICATE REQUEST", stolen));
  await room.change(file, { request: "exchange/stolen.pem", requestSha256: undefined });
  assert.equal(await refusal(), "CEREMONY_REQUEST_UNFIT");
  await room.change(file, { request: "exchange/bizsol-g1.csr.pem", rootKey: "file:nowhere" });
  assert.equal(await refusal(), "AUTHORITY_KEY_UNAVAILABLE");
  await room.change("01-root.json", {
    key: "file:other",
    record: "minutes/other.json",
    output: { certificate: "exchange/other.pem" },
  });
  assert.equal((await room.hold(room.offline, "01-root.json")).code, 0);
  await room.change(file, { rootKey: "file:other", record: "minutes/mismatch.json" });
  assert.equal(await refusal(), "AUTHORITY_KEY_MISMATCH");
});

test("what does not belong together is not imported, and leaves no trace", async (t) => {
  const room = await roomAfter(
    t,
    "01-root.json",
    "02-root-crl.json",
    "03-issuing-request.json",
    "04-issuing-certificate.json",
  );
  const file = "05-import.json";
  const issuing = {
    generation: 1,
    request: "exchange/bizsol-g1.csr.pem",
    certificate: "exchange/bizsol-g1.pem",
    key: "file:bizsol-g1",
    keyAlgorithm: "P-256",
    responderKey: "file:bizsol-g1-ocsp",
    responderKeyAlgorithm: "P-256",
    validationUrl: "http://va.example.jp",
  };
  const refusal = async (fields: Readonly<Record<string, unknown>>): Promise<string> => {
    await copyFile(room.path("original.json"), room.path(file));
    await room.change(file, fields);
    return refusalOf(room, room.online, file);
  };
  await copyFile(room.path(file), room.path("original.json"));
  // Another root under the same name.
  await room.change("01-root.json", {
    key: "file:other",
    record: "minutes/other.json",
    output: { certificate: "exchange/other.pem" },
  });
  assert.equal((await room.hold(room.offline, "01-root.json")).code, 0);
  for (const [fields, code] of [
    [{ rootCertificate: "exchange/other.pem" }, "ROOT_CRL_NOT_OF_ROOT"],
    [{ rootCertificate: "exchange/other.pem", rootCrl: undefined }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ rootCertificate: "exchange/bizsol-g1.pem" }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ family: "shinkin" }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ rootCertificateSha256: "00".repeat(32) }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ issuing: { ...issuing, certificateSha256: "00".repeat(32) } }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ issuing: { ...issuing, validationUrl: "http://elsewhere.example" } }, "CEREMONY_CERTIFICATE_UNFIT"],
    [{ issuing: { ...issuing, generation: 2 } }, "CEREMONY_REQUEST_UNFIT"],
    [{ issuing: { ...issuing, key: "file:nowhere" } }, "AUTHORITY_KEY_UNAVAILABLE"],
    [{ issuing: { ...issuing, responderKey: "file:bizsol-g1" } }, "CEREMONY_KEY_EXISTS"],
    [{ rootCrl: undefined }, "AUTHORITY_ROOT_CRL_MISSING"],
  ] as const) {
    assert.equal(await refusal(fields), code, JSON.stringify(fields));
  }
  assert.equal((await room.run(room.online, "ca", "list", "--json")).out.trim(), "[]");
  assert.deepEqual(
    (await readdir(room.path("minutes"))).filter((name) => name.startsWith("05")),
    [],
  );
  await copyFile(room.path("original.json"), room.path(file));
  assert.equal((await room.hold(room.online, file)).code, 0);
  // Under other minutes, with another key for the responder: the generation is there.
  const another = { ...issuing, responderKey: "file:another" };
  assert.equal(await refusal({ record: "minutes/again.json", issuing: another }), "GENERATION_EXISTS");
  assert.equal(
    await refusal({
      record: "minutes/again.json",
      rootCertificate: "exchange/other.pem",
      rootCrl: undefined,
      issuing: undefined,
    }),
    "GENERATION_EXISTS",
  );
});

test("a list that is older, forgets or is unfit is not imported", async (t) => {
  const room = await roomAfter(
    t,
    "01-root.json",
    "02-root-crl.json",
    "03-issuing-request.json",
    "04-issuing-certificate.json",
    "05-import.json",
    "06-root-crl-yearly.json",
  );
  const { online, offline } = room;
  const imported = async (rootCrl: string, record: string): Promise<string> => {
    await room.change("07-import-root-crl.json", { rootCrl, record: `minutes/${record}.json` });
    const { code, err } = await room.hold(online, "07-import-root-crl.json");
    return code === 0 ? "done" : codeIn(err);
  };
  const signed = async (name: string, fields: Readonly<Record<string, unknown>>): Promise<string> => {
    const crl = `exchange/${name}.crl.pem`;
    await room.change("06-root-crl-yearly.json", {
      record: `minutes/${name}.json`,
      output: { crl },
      ...fields,
    });
    const { code, err } = await room.hold(offline, "06-root-crl-yearly.json");
    return code === 0 ? crl : codeIn(err);
  };
  const revoked = [
    { certificate: "exchange/bizsol-g1.pem", revokedAt: "2026-01-01T00:00:00Z", reason: "superseded" },
  ];
  assert.equal(await imported("exchange/bizsol-root-2.crl.pem", "a"), "done");
  assert.equal(await imported("exchange/bizsol-root-1.crl.pem", "b"), "ROOT_CRL_OLD");
  // The very list again changes nothing.
  assert.equal(await imported("exchange/bizsol-root-2.crl.pem", "c"), "done");
  const third = await signed("third", { previous: "exchange/bizsol-root-2.crl.pem", revoked });
  assert.equal(await imported(third, "d"), "done");
  const empty = await signed("empty", { previous: "exchange/bizsol-root-2.crl.pem", revoked: [] });
  assert.equal(await imported(empty, "e"), "ROOT_CRL_OLD");
  const longer = await signed("longer", { previous: empty, revoked: [] });
  assert.equal(await imported(longer, "f"), "ROOT_CRL_FORGETS");
  const future = [{ ...revoked[0], revokedAt: "2126-01-01T00:00:00Z" }];
  assert.equal(await signed("future", { revoked: future }), "ROOT_CRL_UNFIT");
  const foreign = [{ ...revoked[0], certificate: "exchange/bizsol-root.pem" }];
  await room.change("01-root.json", {
    key: "file:other",
    record: "minutes/other.json",
    output: { certificate: "exchange/other.pem" },
  });
  assert.equal((await room.hold(offline, "01-root.json")).code, 0);
  foreign[0] = { ...foreign[0], certificate: "exchange/other.pem" };
  assert.equal(await signed("foreign", { revoked: foreign }), "CEREMONY_CERTIFICATE_UNFIT");
});

/** Runs the confirmed step in a process of its own and kills it when a file appears. */
const killedAt = async (
  room: CeremonyRoom,
  machine: NodeJS.ProcessEnv,
  file: string,
  sight: string,
): Promise<void> => {
  const token = tokenIn(await room.run(machine, "ca", "ceremony", room.path(file)));
  assert.notEqual(token, "");
  const main = join(import.meta.dirname, "../../main.ts");
  const child = spawn(process.execPath, [main, "ca", "ceremony", room.path(file), "--confirm", token], {
    env: { ...process.env, ...machine, NODE_TEST_CONTEXT: "" },
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const deadline = Date.now() + 30_000;
  while (child.exitCode === null && (await stat(room.path(sight)).catch(() => undefined)) === undefined) {
    assert.ok(Date.now() < deadline, `${sight} appears`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  child.kill("SIGKILL");
  await ended;
};

for (const [step, sight] of [
  ["01-root.json", "minutes/01-root.json.begun"],
  ["01-root.json", "offline/keys/bizsol-root.key.pem"],
  ["01-root.json", "exchange/bizsol-root.pem"],
  ["03-issuing-request.json", "online/keys/bizsol-g1.key.pem"],
] as const) {
  test(`killed at ${sight}: run again, the step completes with what was left`, async (t) => {
    const room = await ceremonyRoom(t);
    const machine = step.startsWith("01") ? room.offline : room.online;
    await killedAt(room, machine, step, sight);
    const left = await readFile(room.path(sight)).catch(() => undefined);
    const record = room.path(`minutes/${step}`);
    if ((await stat(record).catch(() => undefined)) === undefined) {
      // Another file under the same minutes would be another ceremony.
      await copyFile(room.path(step), room.path("kept.json"));
      await room.change(step, { title: "Another one" });
      assert.equal(await refusalOf(room, machine, step), "CEREMONY_CHANGED");
      await rename(room.path("kept.json"), room.path(step));
      const again = await room.hold(machine, step);
      assert.equal(again.code, 0, again.err);
      assert.match(await readFile(record, "utf8"), /"wasInterrupted": true/);
    }
    if (!sight.endsWith(".begun")) assert.deepEqual(await readFile(room.path(sight)), left);
    assert.equal(await refusalOf(room, machine, step), "CEREMONY_ALREADY_HELD");
  });
}

test("killed after the record was written and before the minutes: run again, the import completes", async (t) => {
  const room = await roomAfter(
    t,
    "01-root.json",
    "02-root-crl.json",
    "03-issuing-request.json",
    "04-issuing-certificate.json",
    "05-import.json",
  );
  const record = room.path("minutes/05-import.json");
  await rm(record);
  // Without a note that this step had begun, somebody else has recorded it.
  assert.equal(await refusalOf(room, room.online, "05-import.json"), "CEREMONY_KEY_EXISTS");
  const digest = async (file: string): Promise<string> =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
  const inputs = ["bizsol-root.pem", "bizsol-root-1.crl.pem", "bizsol-g1.csr.pem", "bizsol-g1.pem"];
  const digests: [string, string][] = [];
  for (const name of inputs.map((input) => room.path(`exchange/${input}`)))
    digests.push([name, await digest(name)]);
  const seal = createHash("sha256")
    .update(JSON.stringify([await digest(room.path("05-import.json")), Object.fromEntries(digests)]))
    .digest("hex");
  const begun = (text: string): Promise<void> => writeFile(`${record}.begun`, text);
  await begun("{}");
  assert.equal(await refusalOf(room, room.online, "05-import.json"), "CEREMONY_CHANGED");
  await begun(JSON.stringify({ seal, begunAt: "2026-06-01T00:00:00Z" }));
  const again = await room.hold(room.online, "05-import.json");
  assert.equal(again.code, 0, again.err);
  assert.match(await readFile(record, "utf8"), /"wasInterrupted": true/);
});
