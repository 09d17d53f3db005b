import { writeSync } from "node:fs";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import type { CertificateAuthority, Issuer } from "#domain/certificate-authority/authority.ts";
import { issueCertificate } from "#domain/certificate/issue.ts";
import type { DomainContext } from "#domain/context.ts";
import { findUser } from "#domain/user/users.ts";
import { openDatabase } from "#platform/database/database.ts";
import { systemClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { memoryKeyStore, ORIGIN, VALIDATION_URL } from "#test/support/certificates.ts";
import { acceptedValue, shippedInstitutions } from "#test/support/population.ts";

/**
 * A process that acquires certificates for many users at the same moment and kills itself while their groups are being
 * written. Prints what it signed and what it gave away.
 */

/** What the test tells its child, as JSON in the environment variable GROUP_CRASH. */
export interface GroupCrashInstructions {
  readonly connectionString: string;
  readonly keys: Readonly<Record<string, string>>;
  /** The process dies so long after so many signatures; with none, after everything was started. */
  readonly signatures: number;
  readonly delayMilliseconds: number;
  readonly institutionId: string;
  readonly acquisitions: readonly {
    readonly contractId: string;
    readonly userId: string;
    readonly enrollmentSessionId: string;
    /** SubjectPublicKeyInfo, base64. */
    readonly publicKeyInfo: string;
  }[];
}

const tell = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};

const dieLater = (delayMilliseconds: number): void => {
  if (delayMilliseconds === 0) die();
  else setTimeout(die, delayMilliseconds);
};

/** Tells of every signature at once: what was signed counts, whether or not anybody saw it. */
const telling = (authority: CertificateAuthority, afterSigning: () => void): CertificateAuthority => ({
  ...authority,
  issuer: (issuerId: string): Issuer | undefined => {
    const issuer = authority.issuer(issuerId);
    if (issuer === undefined) return undefined;
    const sign = async (data: Buffer): Promise<Buffer> => {
      const signature = await issuer.signer.sign(data);
      tell(`signed ${data.toString("base64")}`);
      afterSigning();
      return signature;
    };
    return { ...issuer, signer: { ...issuer.signer, sign } };
  },
});

const acquireTogether = async (instructions: GroupCrashInstructions): Promise<void> => {
  const database = await openDatabase({ connectionString: instructions.connectionString, connections: 4 });
  const institutions = shippedInstitutions();
  const institution = institutions.byId(instructions.institutionId);
  invariant(institution !== undefined, "the institution exists");
  const context: DomainContext = { database, clock: systemClock, random: systemRandom, institutions };
  const { signatures, delayMilliseconds } = instructions;
  let signed = 0;
  const authority = telling(
    acceptedValue(
      await loadAuthority(context, memoryKeyStore(instructions.keys), { validationUrl: VALIDATION_URL }),
    ),
    () => {
      signed += 1;
      if (signed === signatures) dieLater(delayMilliseconds);
    },
  );
  const requests = await Promise.all(
    instructions.acquisitions.map(async ({ contractId, userId, enrollmentSessionId, publicKeyInfo }) => {
      const user = await findUser(context, { institutionCode: institution.code, contractId, userId });
      invariant(user !== undefined, "the user exists");
      const request = {
        publicKeyInfo: Buffer.from(publicKeyInfo, "base64"),
        keyAlgorithm: "P-256" as const,
      };
      return {
        institution,
        user,
        request,
        confirmationMethod: "signature" as const,
        enrollmentSessionId,
        origin: ORIGIN,
      };
    }),
  );
  if (signatures === 0) dieLater(delayMilliseconds);
  await Promise.all(
    requests.map(async (request) => {
      const { certificate } = acceptedValue(await issueCertificate(context, authority, request));
      tell(`answered ${certificate.toString("base64")}`);
    }),
  );
  // Faster than the timer: die all the same.
  die();
};

const given = process.env["GROUP_CRASH"];
if (given !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  await acquireTogether(JSON.parse(given) as GroupCrashInstructions);
}
