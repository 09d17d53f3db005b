import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import type { CertificateAuthority, Issuer } from "#domain/certificate-authority/authority.ts";
import { confirmCertificate } from "#domain/certificate/confirm.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { DomainContext } from "#domain/context.ts";
import { findUser } from "#domain/user/users.ts";
import { openDatabase, type Database } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore, ORIGIN, VALIDATION_URL } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";
import { writeSync } from "node:fs";

/**
 * A process that acquires a certificate and kills itself on the way. Prints what it signed and what it gave away, so
 * that the test can compare that with the record.
 */

export const STEPS = [
  "beforePreparing",
  "whilePreparing",
  "beforeSigning",
  "afterSigning",
  "whileRecording",
  "afterRecording",
  "whileConfirming",
  "afterConfirming",
] as const;
export type Step = (typeof STEPS)[number];

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface CrashInstructions {
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly step: Step;
  /** How long after a statement was sent the process dies in the `while…` steps. */
  readonly delayMilliseconds: number;
  readonly institutionId: string;
  readonly contractId: string;
  readonly userId: string;
  readonly enrollmentSessionId: string;
  /** SubjectPublicKeyInfo, base64. */
  readonly publicKeyInfo: string;
}

const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const die = (): never => {
  process.kill(process.pid, "SIGKILL");
  throw new Error("alive after SIGKILL");
};

/** The database as this process uses it, with a look at each statement before it is sent. */
const watched = (database: Database, beforeStatement: () => void): Database => ({
  ...database,
  inInstitution: (code, run) => {
    beforeStatement();
    return database.inInstitution(code, run);
  },
  inInstitutionOnce: (code, statement) => {
    beforeStatement();
    return database.inInstitutionOnce(code, statement);
  },
});

const watchedAuthority = (authority: CertificateAuthority, before: () => void, after: () => void) => {
  const watch = (issuer: Issuer): Issuer => ({
    ...issuer,
    signer: {
      ...issuer.signer,
      sign: async (data) => {
        before();
        const signature = await issuer.signer.sign(data);
        tell(`signed ${data.toString("base64")}`);
        after();
        return signature;
      },
    },
  });
  return {
    ...authority,
    issuer: (issuerId: string): Issuer | undefined => {
      const issuer = authority.issuer(issuerId);
      return issuer === undefined ? undefined : watch(issuer);
    },
  };
};

const acquire = async (instructions: CrashInstructions): Promise<void> => {
  const { step } = instructions;
  const dieAt = (here: Step) => (): void => {
    if (step === here) die();
  };
  const database = await openDatabase({ connectionString: instructions.connectionString, connections: 2 });
  const institutions = shippedInstitutions();
  const institution = institutions.byId(instructions.institutionId);
  invariant(institution !== undefined, "the institution exists");
  const plain: DomainContext = { database, clock: systemClock, random: systemRandom, institutions };
  const loaded = acceptedValue(
    await loadAuthority(plain, memoryKeyStore(instructions.keys), { validationUrl: VALIDATION_URL }),
  );
  const { contractId, userId } = instructions;
  const user = await findUser(plain, { institutionCode: institution.code, contractId, userId });
  invariant(user !== undefined, "the user exists");

  const later = (here: Step): void => {
    if (step === here) setTimeout(die, instructions.delayMilliseconds);
  };
  let signed = false;
  const issuing: DomainContext = {
    ...plain,
    database: watched(database, () => later(signed ? "whileRecording" : "whilePreparing")),
  };
  const authority = watchedAuthority(loaded, dieAt("beforeSigning"), () => {
    signed = true;
    dieAt("afterSigning")();
  });

  dieAt("beforePreparing")();
  const issued = acceptedValue(
    await issueCertificate(issuing, authority, {
      institution,
      user,
      request: { publicKeyInfo: Buffer.from(instructions.publicKeyInfo, "base64"), keyAlgorithm: "P-256" },
      confirmationMethod: "signature",
      enrollmentSessionId: instructions.enrollmentSessionId,
      origin: ORIGIN,
    }),
  );
  dieAt("afterRecording")();
  tell(`answered ${issued.certificate.toString("base64")}`);
  later("whileConfirming");
  acceptedValue(await confirmCertificate(plain, { institution, serial: issued.serial, origin: ORIGIN }));
  dieAt("afterConfirming")();
  // Faster than the timer: die all the same.
  die();
};

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  await acquire(JSON.parse(instructions) as CrashInstructions);
}
