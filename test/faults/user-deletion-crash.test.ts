import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { User } from "#domain/user/users.ts";
import { loginWorld } from "#test/support/login.ts";
import type { DeletionInstructions } from "./user-deletion-crash-child.ts";

/** A process is killed while it deletes users: each of them is deleted with all that is theirs, or not at all. */

const CHILD = join(import.meta.dirname, "user-deletion-crash-child.ts");
const KILLS = 4;
const USERS_EACH = 4;

const runAndKill = async (
  instructions: DeletionInstructions,
  afterMilliseconds: number,
  waitsForOne: boolean,
): Promise<boolean> => {
  const child = spawn(process.execPath, [CHILD], {
    env: { ...process.env, NODE_TEST_CONTEXT: "", CRASH: JSON.stringify(instructions) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, "data");
  // Every other time only once a first deletion was committed, so that some are and some are not.
  if (waitsForOne) while (!output.includes("deleted") && child.exitCode === null) await pause(2);
  await pause(afterMilliseconds);
  child.kill("SIGKILL");
  await ended;
  return output.includes("ends");
};

test("killed while it deletes: all of a user or nothing", async (t) => {
  const world = await loginWorld(t);
  const { database } = world.context;
  const master = await world.newUser("hisui", { role: "master" });
  const { contractId, userId: administratorId } = master.reference;
  const users: User[] = [];
  let finished = 0;
  for (let round = 0; round < KILLS; round += 1) {
    const mine: User[] = [];
    for (let made = 0; made < USERS_EACH; made += 1) {
      const user = await world.newUser("hisui", { contractId });
      await world.newCertificate(user.reference);
      mine.push(user);
    }
    users.push(...mine);
    const userIds = mine.map(({ reference }) => reference.userId);
    const instructions = {
      connectionString: database.connectionString,
      institutionId: "hisui",
      contractId,
      administratorId,
      userIds,
    };
    if (await runAndKill(instructions, (round * 13) % 67, round % 2 === 1)) finished += 1;
  }
  // A transaction whose process is gone is rolled back by the server, in its own time.
  await pause(300);
  const rows = await database.asOwner<{
    user_id: string;
    deleted: boolean;
    certificates: number;
    secrets: number;
    recorded: number;
    revocations: number;
  }>(
    `select u.user_id, u.deleted_at is not null as deleted,
       (select count(*) from certificate c where c.contract_id = u.contract_id and c.user_id = u.user_id
          and c.state = 'active')::int as certificates,
       (select count(*) from credential k where k.contract_id = u.contract_id and k.user_id = u.user_id)::int as secrets,
       (select count(*) from audit_event a where a.contract_id = u.contract_id and a.user_id = u.user_id
          and a.event = 'user.deleted')::int as recorded,
       (select count(*) from audit_event a where a.contract_id = u.contract_id and a.user_id = u.user_id
          and a.event = 'certificate.revoked')::int as revocations
     from contract_user u where u.contract_id = $1 and u.role = 'user'`,
    [contractId],
  );
  assert.equal(rows.length, users.length);
  for (const { deleted, certificates, secrets, recorded, revocations } of rows)
    assert.deepEqual([certificates, secrets, recorded, revocations], deleted ? [0, 0, 1, 1] : [1, 2, 0, 0]);
  const deleted = rows.filter((row) => row.deleted).length;
  assert.ok(deleted >= 1 && deleted < rows.length, `${deleted} of ${rows.length} were deleted`);
  t.diagnostic(
    `${deleted} of ${rows.length} users were deleted; ${finished} of ${KILLS} processes came to the end`,
  );
});
