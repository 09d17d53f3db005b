import { writeSync } from "node:fs";
import type { DomainContext } from "#domain/context.ts";
import { openSession } from "#domain/login/open-session.ts";
import { settleLoginFactor } from "#domain/login/settle-factor.ts";
import { revokeToken, tokenOf } from "#domain/second-factor/one-time-password/manage.ts";
import {
  beginPhoneChange,
  confirmPhoneChange,
} from "#domain/second-factor/one-time-password/phone-change.ts";
import {
  confirmSoftwareToken,
  issueSoftwareToken,
} from "#domain/second-factor/one-time-password/software.ts";
import { verifyOneTimePassword } from "#domain/second-factor/one-time-password/verify.ts";
import { findUser } from "#domain/user/users.ts";
import { createRegistry } from "#domain/institution/registry.ts";
import { openDatabase } from "#platform/database/database.ts";
import { settableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import { appShows, testSecretBox } from "#test/support/one-time-passwords.ts";
import { acceptedValue, shippedInstitution } from "#test/support/population.ts";

/**
 * A node that sets up an app, logs in with it, moves it to another phone and revokes it, without end until the test
 * kills it. Says when it has been through once.
 */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface OtpCrashInstructions {
  readonly connectionString: string;
  readonly contractId: string;
  readonly userId: string;
  /** Its clock starts here: later than that of the child before, whose values are used. */
  readonly start: string;
}

const run = async ({ connectionString, contractId, userId, start }: OtpCrashInstructions): Promise<void> => {
  const akagi = shippedInstitution("akagi");
  const { oneTimePassword } = akagi.secondFactor;
  const institution = {
    ...akagi,
    secondFactor: {
      ...akagi.secondFactor,
      oneTimePassword: { ...oneTimePassword, waitAfterRevocationSeconds: 0 },
    },
  };
  const clock = settableClock(Temporal.Instant.from(start));
  const context: DomainContext = {
    database: await openDatabase({ connectionString, connections: 2 }),
    clock,
    random: systemRandom,
    institutions: createRegistry([institution]),
    secretBox: testSecretBox(),
  };
  const origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
  const actor = { kind: "staff", name: "test" } as const;
  const user = await findUser(context, { institutionCode: institution.code, contractId, userId });
  invariant(user !== undefined, "the test has made the user");
  const prover = { institution, user, origin };
  const later = (): void => clock.set(clock.now().add({ seconds: 30 }));
  const shows = (key: string): string => appShows(key, clock.now());

  const revoke = async (): Promise<void> => {
    const token = await tokenOf(context, user.reference);
    if (token?.state !== "active") return;
    acceptedValue(await revokeToken(context, { institution, serial: token.serial, actor, origin }));
  };
  const logIn = async (key: string): Promise<void> => {
    const proof = { method: "password", certificateSerial: null } as const;
    const { token, session } = await context.database.inInstitution(institution.code, (tx) =>
      openSession(context, tx, { institution, user, proof, origin }),
    );
    acceptedValue(await verifyOneTimePassword(context, prover, shows(key)));
    const step = { institution, session, factor: "oneTimePassword", origin, token } as const;
    await settleLoginFactor(context, step);
  };

  for (let pass = 0; ; pass += 1) {
    if (pass === 1) writeSync(1, "goes on\n");
    // Whatever the one before left behind: its key is unknown here.
    await revoke();
    const procedure = `${start} ${pass}`;
    const { key } = acceptedValue(await issueSoftwareToken(context, prover, procedure));
    acceptedValue(await confirmSoftwareToken(context, prover, { procedure, value: shows(key) }));
    later();
    await logIn(key);
    later();
    const next = acceptedValue(await beginPhoneChange(context, prover, { procedure, value: shows(key) }));
    acceptedValue(await confirmPhoneChange(context, prover, { procedure, value: shows(next.key) }));
    later();
  }
};

const instructions = process.env["CRASH"];
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
if (instructions !== undefined) await run(JSON.parse(instructions) as OtpCrashInstructions);
