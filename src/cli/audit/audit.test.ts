import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { z } from "zod";
import { revokeCertificate } from "#domain/certificate/revoke.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { restorePoint } from "#test/support/restore-point.ts";
import { runCli } from "../program.ts";

const directory = await mkdtemp(join(tmpdir(), "tegata-audit-cli-"));
after(() => rm(directory, { recursive: true, force: true }));
const passphraseFile = join(directory, "passphrase");
await writeFile(passphraseFile, "correct horse battery staple\n", { mode: 0o600 });
const file = (name: string): string => join(directory, name);

const world = await certificateWorld(undefined, { start: Temporal.Now.instant() });
const { database } = world.context;
const hisui = world.institution("hisui");

const run = async (words: string, environment: NodeJS.ProcessEnv = {}) => {
  const written = { out: "", err: "" };
  const code = await runCli(
    {
      environment: {
        DATABASE_URL: database.connectionString,
        TEGATA_KEY_DIRECTORY: file("keys"),
        TEGATA_KEY_PASSPHRASE_FILE: passphraseFile,
        ...environment,
      },
      language: "en",
      operatingSystemUser: "operator",
      print: (text) => (written.out += `${text}\n`),
      complain: (text) => (written.err += `${text}\n`),
    },
    words.split(" "),
  );
  return { code, ...written };
};

const succeed = async (words: string): Promise<string> => {
  const { code, out, err } = await run(words);
  assert.equal(code, 0, `${words}: ${err}${out}`);
  return out;
};

/** What a command answers where nothing may be asked of a database or of settings. */
const NO_DATABASE = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", TEGATA_NONSENSE: "1" };

const reportSchema = z.array(
  z.object({
    sound: z.boolean(),
    rows: z.number(),
    lastSequence: z.number(),
    coveredSequence: z.number(),
    faults: z.array(z.object({ code: z.string(), sequence: z.number().nullable() })),
  }),
);
const reportsIn = (text: string) => reportSchema.parse(JSON.parse(text));

const [holder, other] = await world.newUsers("hisui", 2);
assert.ok(holder && other);
const certificate = await world.activate(holder);
const point = await restorePoint(database);
await world.activate(other);
await revokeCertificate(world.context, {
  institution: hisui,
  serial: certificate.serial,
  reason: "keyCompromise",
  actor: { kind: "staff", name: "operator" },
});

test("the key is made once; before, no checkpoint can be signed", async () => {
  const missing = await run("audit checkpoint");
  assert.equal(missing.code, 1);
  assert.match(missing.err, /^AUDIT_KEY_MISSING/);
  assert.match(await succeed("audit init-key"), /file:audit-1/);
  const again = await run("audit init-key");
  assert.deepEqual([again.code, again.err.split(":")[0]], [1, "AUDIT_KEY_EXISTS"]);
  assert.match(await succeed("audit public-key"), /^-----BEGIN PUBLIC KEY-----/);
  assert.match(await succeed("audit list -i hisui --limit 1"), /certificate\.revoked/);
});

test("a key that is gone, or is another one, is named", async () => {
  const gone = await run("audit checkpoint", { TEGATA_KEY_DIRECTORY: file("none") });
  assert.deepEqual([gone.code, gone.err.split(":")[0]], [1, "AUDIT_KEY_UNAVAILABLE"]);
  await database.asOwner(
    "alter table audit_key disable trigger user; update audit_key set public_key = '\\x00'",
  );
  const exchanged = await run("audit checkpoint");
  assert.deepEqual([exchanged.code, exchanged.err.split(":")[0]], [1, "AUDIT_KEY_OF_OTHER_TYPE"]);
  await database.asOwner(
    "update audit_key set public_key = k.public_key from restore_point.audit_key k; alter table audit_key enable trigger user",
  );
  await database.asOwner("alter table audit_key disable trigger user; delete from audit_key");
  await succeed("audit init-key");
});

test("verify, export and verify again: in the database, and offline without database and settings", async () => {
  await succeed("audit checkpoint");
  const online = reportsIn(await succeed("audit verify --json"));
  assert.equal(online.length, world.context.institutions.all.length + 1);
  assert.ok(online.every(({ sound }) => sound));
  const [own] = reportsIn(await succeed("audit verify -i hisui --json"));
  assert.ok(own && own.rows > 8 && own.coveredSequence === own.rows);
  await succeed(`audit export -i hisui --out ${file("whole.jsonl")}`);
  await succeed(`audit export -i installation --out ${file("installation.jsonl")}`);
  await writeFile(file("key.pem"), await succeed("audit public-key"));
  for (const words of [
    `audit verify ${file("whole.jsonl")}`,
    `audit verify ${file("whole.jsonl")} --public-key ${file("key.pem")} --checkpoints ${file("whole.jsonl")}`,
    `audit verify ${file("installation.jsonl")} --json`,
  ]) {
    const { code, err } = await run(words, NO_DATABASE);
    assert.equal(code, 0, err);
  }
});

test("parts continue one another in whatever order they are named; an export is never overwritten", async () => {
  await succeed(`audit export -i hisui --to 4 --out ${file("part-1.jsonl")}`);
  await succeed(`audit export -i hisui --from 5 --out ${file("part-2.jsonl")}`);
  const both = await run(`audit verify --json ${file("part-2.jsonl")} ${file("part-1.jsonl")}`);
  const [whole] = reportsIn((await run(`audit verify --json ${file("whole.jsonl")}`)).out);
  assert.deepEqual([both.code, reportsIn(both.out)[0]?.rows], [0, whole?.rows]);
  const before = await readFile(file("part-1.jsonl"));
  const again = await run(`audit export -i hisui --out ${file("part-1.jsonl")}`);
  assert.deepEqual([again.code, await readFile(file("part-1.jsonl"))], [2, before]);
});

test("a fault ends with 1 and names the first bad row", async () => {
  const text = await readFile(file("whole.jsonl"), "utf8");
  await writeFile(file("bad.jsonl"), text.replace("keyCompromise", "unspecified"));
  const told = await run(`audit verify ${file("bad.jsonl")}`, NO_DATABASE);
  assert.equal(told.code, 1);
  assert.match(told.out, /FIRST BAD: ROW_CHANGED at row \d+, event \d+, .*Z, certificate\.revoked/);
  const [report] = reportsIn((await run(`audit verify --json ${file("bad.jsonl")}`)).out);
  assert.deepEqual([report?.sound, report?.faults[0]?.code], [false, "ROW_CHANGED"]);
  const foreign = await run(`audit verify ${file("whole.jsonl")} --public-key ${file("other.pem")}`);
  assert.equal(foreign.code, 3);
});

test("what cannot be read ends with 3, a wrong command line with 2", async () => {
  await writeFile(file("text"), "not an export\n");
  const cases: readonly (readonly [string, number])[] = [
    [`audit verify ${file("none.jsonl")}`, 3],
    [`audit verify ${file("text")}`, 3],
    [`audit verify ${file("whole.jsonl")} --public-key ${file("text")}`, 3],
    [`audit verify ${file("whole.jsonl")} --checkpoints ${file("text")}`, 3],
    [`audit verify -i hisui ${file("whole.jsonl")}`, 2],
    [`audit export -i hisui --from 0 --out ${file("x")}`, 2],
    [`audit export -i hisui --from 5 --to 4 --out ${file("x")}`, 2],
    [`audit export -i hisui --from 100000 --out ${file("x")}`, 2],
    [`audit export -i nowhere --out ${file("x")}`, 1],
    [`audit replay ${file("installation.jsonl")}`, 3],
  ];
  for (const [words, code] of cases) assert.equal((await run(words)).code, code, words);
});

test("replay: refused where the record is not sound, shown first, done when it is confirmed, once", async () => {
  await point.restore();
  const faulty = await run(`audit replay ${file("bad.jsonl")}`);
  assert.deepEqual([faulty.code, faulty.err.split(":")[0]], [1, "AUDIT_RECORD_FAULTY"]);
  const shown = await run(`audit replay ${file("whole.jsonl")}`);
  assert.equal(shown.code, 1);
  assert.match(shown.out, /Would be done: revoked 1/);
  const [, row = ""] = /--confirm (\d+)/.exec(shown.err) ?? [];
  const statesOf = async (): Promise<string[]> =>
    (await database.asOwner<{ state: string }>("select state from certificate order by 1")).map(
      ({ state }) => state,
    );
  assert.deepEqual(await statesOf(), ["active"]);
  const wrong = await run(`audit replay ${file("whole.jsonl")} --confirm 1`);
  assert.deepEqual([wrong.code, await statesOf()], [1, ["active"]]);
  assert.match(await succeed(`audit replay ${file("whole.jsonl")} --confirm ${row}`), /Done: revoked 1/);
  assert.deepEqual(await statesOf(), ["revoked", "revoked"]);
  const again = await succeed(`audit replay ${file("whole.jsonl")} --confirm ${row} --json`);
  assert.match(again, /"revoke": 0/);
});
