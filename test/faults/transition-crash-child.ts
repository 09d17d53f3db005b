import { applyTransitions } from "#domain/contract/transition.ts";
import { openDatabase } from "#platform/database/database.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitutions } from "#test/support/population.ts";

/** Acts once on the plans that are due, until the test kills it. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface TransitionInstructions {
  readonly connectionString: string;
  /** The instant at which it lives. */
  readonly at: string;
}

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const { connectionString, at } = JSON.parse(instructions) as TransitionInstructions;
  const database = await openDatabase({ connectionString, connections: 2 });
  const clock = settableClock(Temporal.Instant.from(at));
  await applyTransitions({ database, clock, random: systemRandom, institutions: shippedInstitutions() });
  await database.close();
}
