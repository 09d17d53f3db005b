import { writeSync } from "node:fs";
import { sql } from "kysely";
import {
  acceptAnswers,
  answerQuestions,
  askContract,
  returnAnswers,
} from "#domain/contractor-confirmation/confirmation.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { shippedInstitution } from "#test/support/population.ts";

/** A node that asks, answers, returns and accepts without end until the test kills it. Says when it has been through once. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface ContractorCrashInstructions {
  readonly connectionString: string;
  readonly contractId: string;
  readonly userId: string;
}

export const VALUES = { businessChanged: "no", purpose: "other", contactPerson: "試験" };

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const { connectionString, contractId, userId } = JSON.parse(instructions) as ContractorCrashInstructions;
  const context = { database: await openDatabase({ connectionString, connections: 2 }), clock: systemClock };
  const institution = shippedInstitution("daishin");
  const user = { institutionCode: institution.code, contractId, userId };
  const origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
  const change = () => ({ at: systemClock.now(), actor: { kind: "staff", name: "test" } as const });
  for (let pass = 0; ; pass += 1) {
    if (pass === 1) writeSync(1, "goes on\n");
    // Whatever the one before left behind: each step either applies or is refused.
    const { rounds } = await context.database.inInstitution(institution.code, async (tx) => ({
      rounds: await tx
        .selectFrom("contractor_confirmation")
        .select(sql<number>`count(*)::integer`.as("count"))
        .where("institution_code", "=", institution.code)
        .executeTakeFirstOrThrow(),
    }));
    const round = rounds.count;
    await askContract(context, institution, contractId, change());
    await answerQuestions(context, { institution, user, round, values: VALUES, origin });
    const seen = { institution, contractId, round };
    await (round % 2 === 0
      ? acceptAnswers(context, seen, change())
      : returnAnswers(context, seen, change(), "もう一度"));
  }
}
