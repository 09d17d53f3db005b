import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { encodePem } from "#pki/pem.ts";
import { AUDIT_CODE, auditWorld } from "#test/support/audit.ts";
import { recordAudit } from "./audit.ts";
import { parseLine } from "./export-lines.ts";
import { listAuditKeys } from "./key.ts";
import { digestOf, encodeRow, type LinkedRow } from "./row.ts";
import { verifyDatabase } from "./verify-database.ts";

/** Text as PostgreSQL can hold it: no NUL, no lone surrogates. */
const text = fc.string({ unit: "binary" }).map((value) => value.replaceAll("\0", "").toWellFormed());
const nullable = fc.option(text);
const row: fc.Arbitrary<LinkedRow> = fc.record(
  {
    institutionCode: fc.stringMatching(/^[0-9]{4}$/),
    eventId: fc.integer({ min: 1 }),
    at: text,
    event: text,
    actorKind: text,
    actor: nullable,
    contractId: nullable,
    userId: nullable,
    certificateSerial: nullable,
    supportId: nullable,
    address: nullable,
    facts: text,
    sequence: fc.integer({ min: 1 }),
    previous: fc.stringMatching(/^[0-9a-f]{64}$/),
  },
  { noNullPrototype: true },
);

const membersOf = (line: string): string[] =>
  Object.keys(z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

test("the encoding can be read back, and different rows are never encoded alike", () => {
  fc.assert(
    fc.property(row, row, (left, right) => {
      const line = encodeRow(left);
      assert.deepEqual(parseLine(line), { type: "event", row: left });
      assert.equal(encodeRow(right) === line, JSON.stringify(right) === JSON.stringify(left));
      assert.ok(!/[\n\r]/.test(line), "one line");
    }),
  );
});

test("it is RFC 8785: members sorted by name, nothing escaped but what must be, no white space", () => {
  fc.assert(
    fc.property(row, (one) => {
      const line = encodeRow(one);
      const names = membersOf(line);
      assert.deepEqual(names, names.toSorted());
      assert.equal(JSON.stringify(JSON.parse(line)), line);
    }),
  );
});

test("every column of audit_event is in the encoding: a new column needs a new version", async (t) => {
  const { context } = await auditWorld(t);
  const columns = await context.database.asOwner<{ name: string }>(
    "select column_name as name from information_schema.columns where table_name = 'audit_event'",
  );
  const camel = columns.map(({ name }) =>
    name === "institution_code"
      ? "institution"
      : name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  );
  const [sample] = fc.sample(row, 1);
  assert.ok(sample);
  const encoded = membersOf(encodeRow(sample));
  assert.deepEqual([...camel, "previous", "sequence", "type", "version"].toSorted(), encoded);
});

test("rows of any text come out of PostgreSQL as they were hashed, and Python and sha256sum agree", async (t) => {
  const world = await auditWorld(t);
  const { context } = world;
  const texts = fc.sample(text, 40);
  for (const name of [
    "\u2028\u2029",
    "\u007f\u0080",
    "\u0001\b\f\n\r\t\u001f",
    '"\\/',
    "𠮷野家",
    "\ufeff\uffff",
  ])
    texts.push(name);
  await context.database.inInstitution(AUDIT_CODE, async (tx) => {
    for (const name of texts)
      await recordAudit(tx, {
        at: context.clock.now(),
        event: "a.b",
        actor: { kind: "staff", name },
        facts: { text: name.slice(0, 1_000), count: 1.5e-7, list: [name.slice(0, 100)], none: null },
      });
  });
  await world.link();
  await world.checkpoint();
  assert.deepEqual((await verifyDatabase(context, AUDIT_CODE)).faults, []);

  const directory = mkdtempSync(join(tmpdir(), "tegata-audit-"));
  t.after(() => rmSync(directory, { recursive: true }));
  const [key] = await listAuditKeys(context);
  assert.ok(key);
  writeFileSync(join(directory, "key.pem"), encodePem("PUBLIC KEY", key.publicKeyInfo));
  const lines = await world.exportLines();
  const run = (file: readonly string[]): string => {
    writeFileSync(join(directory, "export.jsonl"), `${file.join("\n")}\n`);
    const script = join(import.meta.dirname, "../../../docs/operating/verify-audit-export.py");
    return execFileSync("python3", [script, "export.jsonl", "key.pem"], {
      cwd: directory,
      encoding: "utf8",
      stdio: "pipe",
      env: { ...process.env, PYTHONUTF8: "1" },
    });
  };
  assert.equal(
    run(lines),
    `institution 9001: rows 1 to ${texts.length} are sound, signed up to ${texts.length}\n`,
  );
  const change = (needle: string, by: string): string[] => {
    const index = lines.findIndex((line) => line.includes('"type":"event"') && line.includes(needle));
    return lines.map((line, other) => (other === index ? line.replace(needle, by) : line));
  };
  assert.throws(() => run(change('"event":"a.b"', '"event":"a.c"')), /row 1 was changed/);
  assert.throws(() => run(lines.toSpliced(3, 1)), /row 2 is gone/);
  assert.throws(
    () => run(lines.map((line) => line.replace("time 2026", "time 2025"))),
    /signature is not of this key/,
  );

  const line = lines.find((one) => parseLine(one)?.type === "event") ?? "";
  const sum = execFileSync("sha256sum", { input: line, encoding: "utf8" });
  assert.equal(sum.split(" ")[0], digestOf(line));
});
