import { writeSync } from "node:fs";
import { wantedAnswer } from "#domain/second-factor/additional-authentication/ask.ts";
import { registerAnswers } from "#domain/second-factor/additional-authentication/register.ts";
import { resetAnswers } from "#domain/second-factor/additional-authentication/reset.ts";
import { verifyAnswer } from "#domain/second-factor/additional-authentication/verify.ts";
import { makeRegistrationCode } from "#domain/second-factor/user-registration-code/make.ts";
import { verifyRegistrationCode } from "#domain/second-factor/user-registration-code/verify.ts";
import { findUser } from "#domain/user/users.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { ANSWERS } from "#test/support/additional-authentication.ts";
import { acceptedValue, shippedInstitution, shippedInstitutions } from "#test/support/population.ts";

/** A node that registers, proves and clears answers, and makes and takes codes, without end until the test kills it. Says when it has been through once. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface AnswersCrashInstructions {
  readonly connectionString: string;
  readonly contractId: string;
  readonly userId: string;
}

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const { connectionString, contractId, userId } = JSON.parse(instructions) as AnswersCrashInstructions;
  const database = await openDatabase({ connectionString, connections: 2 });
  const institutions = shippedInstitutions();
  const context = { database, clock: systemClock, random: systemRandom, institutions };
  const institution = shippedInstitution("akagi");
  const user = await findUser(context, { institutionCode: institution.code, contractId, userId });
  invariant(user !== undefined, "the test has made the user");
  const origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
  const actor = { kind: "staff", name: "test" } as const;
  const prover = { institution, user, origin };
  for (let pass = 0; ; pass += 1) {
    if (pass === 1) writeSync(1, "goes on\n");
    // Whatever the one before left behind: each step either applies or is refused.
    await registerAnswers(context, prover, ANSWERS);
    const wanted = await wantedAnswer(context, prover);
    if (wanted.kind === "answer") {
      const right = ANSWERS.find(({ questionId }) => questionId === wanted.question.id)?.answer ?? "";
      await verifyAnswer(context, prover, { answer: right });
    }
    const made = await database.inInstitution(institution.code, (tx) =>
      makeRegistrationCode(context, tx, { institution, user, actor, origin }),
    );
    await verifyRegistrationCode(context, prover, acceptedValue(made).code);
    await database.inInstitution(institution.code, (tx) =>
      resetAnswers(tx, { institution, user, actor, at: systemClock.now() }),
    );
  }
}
