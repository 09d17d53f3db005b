import { writeSync } from "node:fs";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import type { CertificateAuthority, Issuer } from "#domain/certificate-authority/authority.ts";
import { currentResponder } from "#domain/certificate-authority/responder.ts";
import { openDatabase } from "#platform/database/database.ts";
import { settableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore, VALIDATION_URL } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";

/** A process that renews the certificate of an OCSP responder and, where it is told so, kills itself on the way. */

export const STEPS = ["beforeSigning", "afterSigning", "whileRecording", "afterRecording", "never"] as const;
export type Step = (typeof STEPS)[number];

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface CrashInstructions {
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly step: Step;
  readonly now: string;
  readonly issuerId: string;
}

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("alive after SIGKILL");
};

const renew = async (instructions: CrashInstructions): Promise<void> => {
  const { step, issuerId } = instructions;
  const database = await openDatabase({ connectionString: instructions.connectionString, connections: 2 });
  const context = {
    database,
    clock: settableClock(Temporal.Instant.from(instructions.now)),
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  const authority: CertificateAuthority = acceptedValue(
    await loadAuthority(context, memoryKeyStore(instructions.keys), { validationUrl: VALIDATION_URL }),
  );
  const issuer = authority.issuer(issuerId);
  invariant(issuer !== undefined, "the issuer is there");
  const watched: Issuer = {
    ...issuer,
    signer: {
      ...issuer.signer,
      sign: async (data) => {
        if (step === "beforeSigning") die();
        const signature = await issuer.signer.sign(data);
        if (step === "afterSigning") die();
        // The transaction goes on to write and to commit.
        if (step === "whileRecording") setTimeout(die, 1);
        return signature;
      },
    },
  };
  const responder = await currentResponder(context, authority, watched);
  if (step !== "never") die();
  writeSync(1, `renewed ${responder?.der.toString("base64") ?? ""}\n`);
  await database.close();
};

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  await renew(JSON.parse(instructions) as CrashInstructions);
}
