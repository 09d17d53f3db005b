import { writeSync } from "node:fs";
import { deleteUserAct } from "#domain/approval/acts/delete-user.ts";
import { performAct } from "#domain/approval/perform.ts";
import { findUser } from "#domain/user/users.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { ORIGIN } from "#test/support/login.ts";
import { shippedInstitutions } from "#test/support/population.ts";

/** Deletes users, one after another, until the test kills it. Says when it begins. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface DeletionInstructions {
  readonly connectionString: string;
  readonly institutionId: string;
  readonly contractId: string;
  readonly administratorId: string;
  readonly userIds: readonly string[];
}

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const asked = JSON.parse(instructions) as DeletionInstructions;
  const { connectionString, institutionId, contractId, administratorId, userIds } = asked;
  const institutions = shippedInstitutions();
  const context = {
    database: await openDatabase({ connectionString, connections: 2 }),
    clock: systemClock,
    random: systemRandom,
    institutions,
  };
  const institution = institutions.byId(institutionId);
  invariant(institution !== undefined, "the test's institution exists");
  const reference = { institutionCode: institution.code, contractId, userId: administratorId };
  const administrator = await findUser(context, reference);
  invariant(administrator !== undefined, "the test's administrator exists");
  writeSync(1, "begins\n");
  for (const userId of userIds) {
    await performAct(context, { institution, administrator, origin: ORIGIN }, deleteUserAct, {
      userId,
      revision: 0,
    });
    writeSync(1, "deleted\n");
  }
  writeSync(1, "ends\n");
  await context.database.close();
}
