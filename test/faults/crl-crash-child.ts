import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { publishCrls } from "#domain/certificate/crl-publish.ts";
import type { DomainContext } from "#domain/context.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore, VALIDATION_URL } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";
import { writeSync } from "node:fs";

/** A worker that does nothing but make lists, until it is killed. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface PublisherInstructions {
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
}

const publish = async ({ connectionString, keys }: PublisherInstructions): Promise<void> => {
  const context: DomainContext = {
    database: await openDatabase({ connectionString, connections: 5 }),
    clock: systemClock,
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  const authority = acceptedValue(
    await loadAuthority(context, memoryKeyStore(keys), { validationUrl: VALIDATION_URL }),
  );
  writeSync(1, "publishing\n");
  for (;;) await publishCrls(context, authority);
};

const instructions = process.env["CRASH"];
if (instructions !== undefined) await publish(JSON.parse(instructions));
