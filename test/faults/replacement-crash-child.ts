import { disownCertificate } from "#domain/replacement/disown.ts";
import { replaceOwn } from "#domain/replacement/replace.ts";
import { findUser } from "#domain/user/users.ts";
import { openDatabase } from "#platform/database/database.ts";
import { settableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { ORIGIN } from "#test/support/login.ts";
import { shippedInstitutions } from "#test/support/population.ts";

/** A process that replaces a PC, or disowns a certificate, until the test kills it in the middle. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface ReplacementCrashInstructions {
  readonly connectionString: string;
  readonly act: "replace" | "disown";
  readonly institutionId: string;
  readonly contractId: string;
  readonly userId: string;
  readonly serial: string;
  /** The domain's time, ISO 8601. */
  readonly now: string;
}

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const told = JSON.parse(instructions) as ReplacementCrashInstructions;
  const { connectionString, act, institutionId, contractId, userId, serial } = told;
  const institutions = shippedInstitutions();
  const institution = institutions.byId(institutionId);
  invariant(institution !== undefined, "the institution exists");
  const context = {
    database: await openDatabase({ connectionString, connections: 2 }),
    clock: settableClock(Temporal.Instant.from(told.now)),
    random: systemRandom,
    institutions,
  };
  const user = await findUser(context, { institutionCode: institution.code, contractId, userId });
  invariant(user !== undefined, "the user exists");
  const common = { institution, serial, origin: ORIGIN };
  await (act === "replace"
    ? replaceOwn(context, { ...common, user: user.reference, reason: "newPc" })
    : disownCertificate(context, { ...common, user }));
}
