import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import pg from "pg";
import { migrate, migrationsDirectory, readMigrations } from "#platform/database/migrate.ts";
import { emptyDatabaseUrl } from "#test/support/database.ts";

/** A certificate of any contents: SEQUENCE of the signed part and what follows it. */
const certificateOf = (tbs: Buffer, following: Buffer): Buffer => {
  const header = Buffer.from([0x30, 0x82, 0, 0]);
  header.writeUInt16BE(tbs.length + following.length, 2);
  return Buffer.concat([header, tbs, following]);
};

const OWNERS = `
  insert into contract (institution_code, contract_id, company_name, login_method, created_at)
    values ('9001', 'c', 'Company', 'certificate', now());
  insert into contract_user (institution_code, contract_id, user_id, role, login_id, user_name, created_at)
    values ('9001', 'c', 'u', 'user', 'login', 'User', now());
  insert into issuer (issuer_id, family, kind, generation, state, certificate, key_reference, created_at)
    values ('bizsol-g1', 'bizsol', 'issuing', 1, 'active', '', 'file:bizsol-g1', now());`;

const INSERT = `
  insert into certificate (institution_code, serial, issuer_id, contract_id, user_id, state, profile, subject,
    not_before, not_after, public_key_digest, tbs_certificate, certificate, fingerprint, confirmation_method,
    confirm_before, prepared_at, signed_at, ended_at, end_cause)
  values ('9001', $1, 'bizsol-g1', 'c', 'u', $2, 'client', 'CN=u', now(), now(), $3, $4, $5::bytea,
    sha256($5::bytea), 'signature', now(), now(), case when $5::bytea is not null then now() end,
    case when $2 = 'abandoned' then now() end, case when $2 = 'abandoned' then 'takeover' end)`;

test("certificates from before are read octet by octet as they were", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "tegata-migrations-"));
  t.after(() => rm(directory, { recursive: true }));
  const url = await emptyDatabaseUrl(t);
  const names = (await readMigrations()).map(({ name }) => name);
  const migrateTo = async (last: string): Promise<void> => {
    for (const name of names.filter((candidate) => candidate <= last)) {
      await cp(join(migrationsDirectory, name), join(directory, name));
    }
    assert.ok((await migrate(url, directory)).ok);
  };
  await migrateTo("0009-jobs.sql");
  const client = new pg.Client({ connectionString: url });
  // The database is dropped when the test is over, and who is connected then hears of it.
  client.on("error", () => undefined);
  await client.connect();
  await client.query(OWNERS);
  const tbs = randomBytes(783);
  const signed = new Map(
    [84, 524, 3_320].map((length) => [
      randomBytes(16).toString("hex"),
      certificateOf(tbs, randomBytes(length)),
    ]),
  );
  const states = ["active", "issued", "expired"];
  for (const [index, [serial, certificate]] of [...signed].entries()) {
    const isOver = states[index] === "expired";
    const parameters = [serial, isOver ? "active" : states[index], randomBytes(32), tbs, certificate];
    if (isOver)
      await client.query(
        "update certificate set state = 'expired', ended_at = now(), end_cause = 'expiry' where state = 'active'",
      );
    await client.query(INSERT, parameters);
  }
  const unsigned = randomBytes(16).toString("hex");
  await client.query(INSERT, [unsigned, "abandoned", randomBytes(32), tbs, null]);

  await migrateTo("0010-issuing.sql");
  const { rows } = await client.query<{ serial: string; certificate: Buffer | null; phase: string }>(
    "select serial, certificate, phase from certificate order by prepared_at",
  );
  assert.deepEqual(
    new Map(rows.map(({ serial, certificate }) => [serial, certificate])),
    new Map<string, Buffer | null>([...signed, [unsigned, null]]),
  );
  assert.deepEqual(rows.map(({ phase }) => phase).sort(), ["abandoned", "active", "expired", "pending"]);
  await client.end();
});
