import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { acceptedValue } from "#test/support/population.ts";
import { AUDIT_CODE, auditWorld, type AuditWorld } from "#test/support/audit.ts";
import type { AuditFaultCode } from "./faults.ts";
import { makeCheckpoints } from "./checkpoint.ts";
import { selectNotes } from "./checkpoint.store.ts";
import { listAuditKeys, loadAuditSigner, rotateAuditKey } from "./key.ts";
import { parseNote } from "./note.ts";
import { digestOf } from "./row.ts";
import { verifyDatabase } from "./verify-database.ts";

/**
 * What somebody can do who owns the database, and how it is told. The record has 12 rows; rows 1 to 4 and 5 to 9 are
 * covered by checkpoints. The events are numbered one above their places: event 1 is the installation's.
 */
const ROWS = 12;

const recordOf = async (t: Parameters<typeof auditWorld>[0]): Promise<AuditWorld> => {
  const world = await auditWorld(t);
  await world.write(4);
  await world.link();
  await world.checkpoint();
  await world.write(5);
  await world.link();
  await world.checkpoint();
  await world.write(3);
  await world.link();
  return world;
};

const EVENT = (place: number): string => `institution_code = '${AUDIT_CODE}' and event_id = ${place + 1}`;
const LINK = (place: number): string => `institution_code = '${AUDIT_CODE}' and sequence = ${place}`;

interface Case {
  readonly name: string;
  readonly statements: readonly string[];
  /** The first fault. */
  readonly code: AuditFaultCode;
  readonly sequence: number | undefined;
  readonly eventId?: number;
  /** All faults, where the first is not the only one. */
  readonly codes?: readonly AuditFaultCode[];
}

const changed = (column: string, value: string, place = 6): Case => ({
  name: `${column} of a row is changed`,
  statements: [`update audit_event set ${column} = ${value} where ${EVENT(place)}`],
  code: "ROW_CHANGED",
  sequence: place,
  eventId: place + 1,
});

const COLUMNS: Readonly<Record<string, string>> = {
  at: "at + interval '1 microsecond'",
  event: "'certificate.expired'",
  actor_kind: "'system'",
  actor: "null",
  contract_id: "'c2'",
  user_id: "'u99'",
  certificate_serial: "repeat('f', 32)",
  support_id: "''",
  address: "'192.0.2.2'",
  facts: `'{"cause": "revocation", "count": 6.0, "reason": "keyCompromise"}'`,
};

const insertEvent = (eventId: number | string, at = "now()"): string =>
  `insert into audit_event (institution_code, event_id, at, event, actor_kind) overriding system value
   values ('${AUDIT_CODE}', ${eventId}, ${at}, 'user.resumed', 'staff')`;

const swapEvents = (left: number, right: number): string[] => [
  `create temporary table a as select * from audit_event where ${EVENT(left)}`,
  `create temporary table b as select * from audit_event where ${EVENT(right)}`,
  ...[
    ["a", right],
    ["b", left],
  ].map(
    ([
      from,
      to,
    ]) => `update audit_event e set at = f.at, event = f.event, actor = f.actor, contract_id = f.contract_id,
      user_id = f.user_id, certificate_serial = f.certificate_serial, facts = f.facts
      from ${String(from)} f where e.institution_code = '${AUDIT_CODE}' and e.event_id = ${Number(to) + 1}`,
  ),
];

const CASES: readonly Case[] = [
  ...Object.entries(COLUMNS).map(([column, value]) => changed(column, value)),
  changed("user_id", "'u99'", 1),
  changed("user_id", "'u99'", ROWS),
  {
    name: "a row is given to another institution",
    statements: [`update audit_event set institution_code = '9002' where ${EVENT(6)}`],
    code: "ROW_DELETED",
    sequence: 6,
    eventId: 7,
  },
  {
    name: "a row gets another number",
    statements: [`update audit_event set event_id = default where ${EVENT(6)}`],
    code: "ROW_DELETED",
    sequence: 6,
    eventId: 7,
  },
  ...[1, 6, ROWS].map((place): Case => ({
    name: `row ${place} is deleted`,
    statements: [`delete from audit_event where ${EVENT(place)}`],
    code: "ROW_DELETED",
    sequence: place,
    eventId: place + 1,
  })),
  ...[1, 6].map((place): Case => ({
    name: `row ${place} is deleted with its link`,
    statements: [
      `delete from audit_event where ${EVENT(place)}`,
      `delete from audit_link where ${LINK(place)}`,
    ],
    code: "ROW_DELETED",
    sequence: place,
  })),
  {
    name: "a row is deleted and the rows after it move up",
    statements: [
      `delete from audit_event where ${EVENT(6)}`,
      `delete from audit_link where ${LINK(6)}`,
      ...[7, 8, 9, 10, 11, 12].map(
        (place) => `update audit_link set sequence = ${place - 1} where ${LINK(place)}`,
      ),
    ],
    code: "ROW_CHANGED",
    sequence: 6,
    eventId: 8,
  },
  {
    name: "the contents of two rows are swapped",
    statements: swapEvents(6, 8),
    code: "ROW_CHANGED",
    sequence: 6,
    eventId: 7,
    codes: ["ROW_CHANGED", "ROW_CHANGED"],
  },
  {
    name: "two rows swap their places",
    statements: [
      `update audit_link set event_id = -event_id where (${LINK(6)}) or (${LINK(8)})`,
      `update audit_link set event_id = 9 where ${LINK(6)}`,
      `update audit_link set event_id = 7 where ${LINK(8)}`,
    ],
    code: "ROW_MOVED",
    sequence: 6,
    eventId: 9,
    codes: ["ROW_MOVED", "ROW_MOVED"],
  },
  {
    name: "a row is put in among the others",
    statements: [insertEvent(0)],
    code: "ROW_UNLINKED",
    sequence: undefined,
    eventId: 0,
  },
  {
    name: "a row is put in with a time that is still to come",
    statements: [insertEvent(-5, "now() + interval '10 years'")],
    code: "ROW_UNLINKED",
    sequence: undefined,
    eventId: -5,
  },
  {
    name: "a link is removed",
    statements: [`delete from audit_link where ${LINK(6)}`],
    code: "ROW_DELETED",
    sequence: 6,
    codes: ["ROW_DELETED", "ROW_UNLINKED"],
  },
  {
    name: "a link's hash is changed",
    statements: [`update audit_link set hash = sha256('x') where ${LINK(6)}`],
    code: "LINK_CHANGED",
    sequence: 6,
    eventId: 7,
  },
  {
    name: "the rows after the last checkpoint are removed, and the last one it covers",
    statements: [
      `delete from audit_event where institution_code = '${AUDIT_CODE}' and event_id >= 10`,
      `delete from audit_link where institution_code = '${AUDIT_CODE}' and sequence >= 9`,
    ],
    code: "TAIL_MISSING",
    sequence: 9,
  },
  {
    name: "everything is removed but the checkpoints",
    statements: [
      `delete from audit_event where institution_code = '${AUDIT_CODE}'`,
      `delete from audit_link where institution_code = '${AUDIT_CODE}'`,
    ],
    code: "TAIL_MISSING",
    sequence: 1,
  },
  {
    name: "the text of a checkpoint is changed",
    statements: [
      `update audit_checkpoint set note = replace(note, 'time 2026', 'time 2025') where ${LINK(4)}`,
    ],
    code: "CHECKPOINT_CHANGED",
    sequence: 4,
    codes: ["CHECKPOINT_CHANGED", "CHECKPOINT_DELETED"],
  },
  {
    name: "a checkpoint is no text of ours",
    statements: [`update audit_checkpoint set note = 'x' where ${LINK(9)}`],
    code: "CHECKPOINT_CHANGED",
    sequence: 9,
  },
  {
    name: "a checkpoint is put on another row",
    statements: [`update audit_checkpoint set sequence = 8 where ${LINK(9)}`],
    code: "CHECKPOINT_CHANGED",
    sequence: 8,
  },
  {
    name: "a checkpoint is removed",
    statements: [`delete from audit_checkpoint where ${LINK(4)}`],
    code: "CHECKPOINT_DELETED",
    sequence: 9,
  },
  {
    name: "the public key is exchanged",
    statements: [
      `update audit_key set public_key = decode('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex') || sha256('a') || sha256('b')`,
    ],
    code: "CHECKPOINT_CHANGED",
    sequence: 4,
    codes: ["CHECKPOINT_CHANGED", "CHECKPOINT_CHANGED"],
  },
];

test("a record that nobody touched is sound", async (t) => {
  const { context } = await recordOf(t);
  const report = await verifyDatabase(context, AUDIT_CODE);
  assert.deepEqual(
    [report.faults, report.rows, report.lastSequence, report.checkpoints, report.coveredSequence],
    [[], ROWS, ROWS, 2, 9],
  );
});

for (const { name, statements, code, sequence, eventId, codes } of CASES) {
  test(`${name}: ${code}`, async (t) => {
    const world = await recordOf(t);
    await world.tamper(...statements);
    const report = await verifyDatabase(world.context, AUDIT_CODE);
    const [first] = report.faults;
    assert.deepEqual(
      [first?.code, first?.sequence],
      [code, sequence],
      JSON.stringify(report.faults, null, 1),
    );
    if (eventId !== undefined) assert.equal(first?.eventId, eventId);
    if (codes !== undefined)
      assert.deepEqual(
        report.faults.map((fault) => fault.code),
        codes,
      );
    assert.ok(report.faultCount >= 1);
  });
}

/** What the owner of the database can do best: a record that is sound in itself, without the key. */
const rewriteFrom = async (world: AuditWorld, place: number): Promise<void> => {
  await world.tamper(
    `update audit_event set user_id = 'u99' where ${EVENT(place)}`,
    `delete from audit_link where institution_code = '${AUDIT_CODE}' and sequence >= ${place}`,
    `update audit_progress set settled_event_id = 0`,
  );
  await world.link();
};

const notesOf = (world: AuditWorld): Promise<string[]> =>
  world.context.database.inInstitution(AUDIT_CODE, async (tx) =>
    (await selectNotes(tx, { after: 0, most: 100 })).map(({ note }) => note),
  );

test("a record that was written anew contradicts its checkpoint, which tells where to look", async (t) => {
  const world = await recordOf(t);
  await rewriteFrom(world, 7);
  const { faults } = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual(
    faults.map(({ code, sequence }) => [code, sequence]),
    [["CHECKPOINT_CONTRADICTED", 9]],
  );
  assert.match(faults[0]?.detail ?? "", /one of 5 to 9/);
});

test("a record that was written anew, its checkpoints removed, contradicts one that was kept elsewhere", async (t) => {
  const world = await recordOf(t);
  const outsideNotes = await notesOf(world);
  await rewriteFrom(world, 7);
  await world.tamper(`delete from audit_checkpoint where ${LINK(9)}`);
  await world.checkpoint();
  const alone = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual(alone.faults, [], "nothing in the database shows it any more");
  const { faults, outsideCheckpoints } = await verifyDatabase(world.context, AUDIT_CODE, { outsideNotes });
  assert.equal(outsideCheckpoints, 2);
  assert.deepEqual(
    faults.map(({ code, sequence }) => [code, sequence]),
    [["CHECKPOINT_CONTRADICTED", 9]],
  );
});

test("a checkpoint that nobody signed is not believed, wherever it was kept", async (t) => {
  const world = await recordOf(t);
  const [note = ""] = await notesOf(world);
  const forged = note.replace(
    /\n4\n[^\n]+\n/,
    `\n4\n${Buffer.from(digestOf("x"), "hex").toString("base64")}\n`,
  );
  assert.ok(parseNote(forged), "it looks like one");
  const { faults } = await verifyDatabase(world.context, AUDIT_CODE, { outsideNotes: [forged] });
  assert.deepEqual(
    faults.map(({ code, sequence }) => [code, sequence]),
    [["CHECKPOINT_CHANGED", 4]],
  );
});

test("a row that waits longer than the grace is a fault; until then it is counted", async (t) => {
  const world = await recordOf(t);
  await world.write(2);
  const early = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual([early.faults, early.waiting], [[], 2]);
  world.context.clock.advance({ minutes: 2 });
  const late = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual(
    late.faults.map(({ code, eventId }) => [code, eventId]),
    [
      ["ROW_WAITING", ROWS + 2],
      ["ROW_WAITING", ROWS + 3],
    ],
  );
});

test("a new key signs from then on, and what the old one signed stays valid; with one trusted, the other is not", async (t) => {
  const world = await recordOf(t);
  const [old] = await listAuditKeys(world.context);
  assert.ok(old);
  const actor = { kind: "staff", name: "operator" } as const;
  acceptedValue(await rotateAuditKey(world.context, world.keyStore, actor));
  const signer = acceptedValue(await loadAuditSigner(world.context, world.keyStore));
  assert.equal(signer.generation, 2);
  await makeCheckpoints(world.context, signer, { everyMinutes: 0 });
  const report = await verifyDatabase(world.context, AUDIT_CODE);
  assert.deepEqual([report.faults, report.checkpoints, report.coveredSequence], [[], 3, ROWS]);
  const { faults } = await verifyDatabase(world.context, AUDIT_CODE, { trustedKeys: [old] });
  assert.deepEqual(
    faults.map(({ code, sequence }) => [code, sequence]),
    [["CHECKPOINT_CHANGED", ROWS]],
  );
});

test("the program itself can neither change, delete nor empty anything of the record", async (t) => {
  const { context } = await recordOf(t);
  for (const table of ["audit_event", "audit_link", "audit_checkpoint", "audit_key"])
    for (const statement of [
      `update ${table} set ${table === "audit_key" ? "key_reference = key_reference" : "institution_code = '9001'"}`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      const attempt = context.database.inInstitution(AUDIT_CODE, (tx) => sql.raw(statement).execute(tx));
      await assert.rejects(attempt, { code: "42501" }, statement);
      await assert.rejects(context.database.asOwner(statement), /append-only/, statement);
    }
});
