import assert from "node:assert/strict";
import test from "node:test";
import type { User } from "#domain/user/users.ts";
import { invariant } from "#shared/invariant.ts";
import { certificateWorld } from "#test/support/certificates.ts";
import { confirmCertificate } from "./confirm.ts";
import { issueCertificate, type IssueRequest } from "./issue.ts";

const world = await certificateWorld();
const { context, authority } = world;
const { database } = context;
const hisui = world.institution("hisui");

const codeOf = async (request: IssueRequest): Promise<string> => {
  const outcome = await issueCertificate(context, authority, request);
  return outcome.ok ? "issued" : outcome.refusal.code;
};

/** Starts all of them at the same moment, so that all but the first share a group. */
const issueTogether = (requests: readonly IssueRequest[]): Promise<string[]> =>
  Promise.all(requests.map((request) => codeOf(request)));

const oneUserEach = async (contracts: number): Promise<User[]> => {
  const users: User[] = [];
  for (let index = 0; index < contracts; index += 1) users.push(await world.newUser("hisui"));
  return users;
};

/** How many transactions wrote the certificates of these users, as they are now. */
const transactionsOf = async (users: readonly User[]): Promise<number> => {
  const [row] = await database.asOwner<{ n: number }>(
    "select count(distinct xmin::text)::int as n from certificate where user_id = any ($1)",
    [users.map(({ reference }) => reference.userId)],
  );
  invariant(row !== undefined, "a count gives one row");
  return row.n;
};

test("certificates that are issued at the same moment share transactions; each has its audit rows", async () => {
  const users = await oneUserEach(24);
  const codes = await issueTogether(users.map((user) => world.requestOf(user)));
  assert.deepEqual(new Set(codes), new Set(["issued"]));
  assert.ok((await transactionsOf(users)) < 12, "signatures were recorded in groups");
  for (const user of users) {
    assert.deepEqual(await world.auditOf(user), ["certificate.prepared", "certificate.issued"]);
    assert.deepEqual(await world.statesOf(user), ["issued"]);
  }
});

test("in a mixed group each is refused for its own reason, and the others are issued", async () => {
  const plain = await oneUserEach(8);
  const [hasOne, otherKey, twin, sameKey, sameKeyToo] = await oneUserEach(5);
  assert.ok(hasOne && otherKey && twin && sameKey && sameKeyToo);
  await world.activate(hasOne);
  const certified = world.requestOf(otherKey);
  await world.issue(otherKey, { request: certified.request });
  const { request: shared } = world.requestOf(sameKey);
  const pair = world.requestOf(twin);

  const requests: readonly (readonly [string, IssueRequest])[] = [
    ...plain.slice(0, 4).map((user) => ["plain", world.requestOf(user)] as const),
    ["hasOne", world.requestOf(hasOne)],
    ["certifiedKey", world.requestOf(plain[4] ?? hasOne, { request: certified.request })],
    ["twin", pair],
    ["twin", pair],
    ["sharedKey", world.requestOf(sameKey, { request: shared })],
    ["sharedKey", world.requestOf(sameKeyToo, { request: shared })],
    ...plain.slice(5).map((user) => ["plain", world.requestOf(user)] as const),
  ];
  const codes = await issueTogether(requests.map(([, request]) => request));
  const of = (kind: string): string[] => codes.filter((_, index) => requests[index]?.[0] === kind).sort();
  assert.deepEqual(new Set(of("plain")), new Set(["issued"]));
  assert.deepEqual(of("hasOne"), ["ALREADY_HAS_CERTIFICATE"]);
  assert.deepEqual(of("certifiedKey"), ["KEY_ALREADY_CERTIFIED"]);
  assert.deepEqual(of("twin"), ["issued", "issued"], "the same request twice gives one certificate");
  assert.deepEqual(await world.statesOf(twin), ["issued"]);
  assert.deepEqual(of("sharedKey"), ["KEY_ALREADY_CERTIFIED", "issued"]);
  assert.deepEqual(await world.auditOf(plain[4] ?? hasOne), [], "nothing is said of what was not done");
});

test("the cap of a contract holds inside one group", async () => {
  const users = await world.newUsers("hisui", 10);
  const institution = { ...hisui, certificate: { ...hisui.certificate, maxPerContract: 4 } };
  const codes = await issueTogether(users.map((user) => world.requestOf(user, { institution })));
  assert.equal(codes.filter((code) => code === "issued").length, 4);
  assert.equal(codes.filter((code) => code === "CONTRACT_CERTIFICATE_CAP").length, 6);
});

test("a poisoned member fails alone: whose owner does not exist", async () => {
  const users = await oneUserEach(12);
  const [ghost, ...others] = users;
  assert.ok(ghost);
  const unknown: User = { ...ghost, reference: { ...ghost.reference, userId: "nobody" } };
  const requests = [...others, unknown].map((user) => world.requestOf(user));
  const settled = await Promise.allSettled(
    requests.map((request) => issueCertificate(context, authority, request)),
  );
  const poisoned = settled.pop();
  assert.ok(poisoned?.status === "rejected");
  assert.equal(Reflect.get(Object(poisoned.reason), "code"), "23503");
  for (const outcome of settled) assert.ok(outcome.status === "fulfilled" && outcome.value.ok);
  assert.deepEqual(await world.statesOf(unknown), []);
});

test("institutions never share a transaction, and none sees the other's", async () => {
  const users = [await world.newUser("hisui"), await world.newUser("akagi"), await world.newUser("hisui")];
  assert.deepEqual(await issueTogether(users.map((user) => world.requestOf(user))), [
    "issued",
    "issued",
    "issued",
  ]);
  const rows = await database.asOwner<{ code: string; transaction: string }>(
    "select distinct institution_code as code, xmin::text as transaction from certificate where user_id = any ($1)",
    [users.map(({ reference }) => reference.userId)],
  );
  const byTransaction = Map.groupBy(rows, ({ transaction }) => transaction);
  assert.ok([...byTransaction.values()].every((all) => all.length === 1));
});

test("the certificate as it is read is the one that was given away, also after its confirmation", async () => {
  const user = await world.newUser("hisui");
  const issued = await world.issue(user);
  const read = async (): Promise<Buffer | undefined> => {
    const [row] = await database.asOwner<{ certificate: Buffer }>(
      "select certificate from certificate where serial = $1",
      [issued.serial],
    );
    return row?.certificate;
  };
  assert.deepEqual(await read(), issued.certificate);
  const { serial } = issued;
  await confirmCertificate(context, {
    institution: hisui,
    serial,
    origin: world.requestOf(user).origin,
  });
  assert.deepEqual(await read(), issued.certificate);
});

/** Indexes of `certificate` that would have to be changed when a signature is recorded. */
const indexesOfSigning = (): Promise<{ name: string }[]> =>
  database.asOwner<{ name: string }>(
    `select i.indexrelid::regclass::text as name
     from pg_index i join pg_attribute a on a.attrelid = i.indrelid
     where i.indrelid = 'certificate'::regclass
       and a.attname in ('state', 'certificate_signature', 'fingerprint', 'signed_at')
       and (a.attnum = any (i.indkey) or pg_get_indexdef(i.indexrelid) ~ ('\\m' || a.attname || '\\M'))`,
  );

test("no index knows what recording a signature changes, so that the row is changed in place", async () => {
  assert.deepEqual(await indexesOfSigning(), []);
  await database.asOwner("create index planted on certificate (serial) where state = 'revoked'");
  assert.deepEqual(await indexesOfSigning(), [{ name: "planted" }]);
  await database.asOwner("drop index planted");
});
