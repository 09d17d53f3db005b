import type { InstitutionTransaction } from "#platform/database/database.ts";
import { findCertificateIn } from "../certificate/certificates.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { factsOfLogin, type RiskFacts } from "../risk/facts.ts";
import { rememberLogin } from "../risk/remember.ts";
import { deviceOf, type Device, type Surroundings, type UsedCertificate } from "../risk/surroundings.ts";
import type { User } from "../user/users.ts";
import type { LoginProof } from "./open-session.ts";
import { updateDeviceNoted } from "./session.store.ts";
import type { Session } from "./session.ts";

/** A login on its way. */
interface ComingLogin {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly proof: LoginProof;
  readonly origin: Origin;
  readonly surroundings?: Surroundings | undefined;
}

const usedCertificate = async (
  tx: InstitutionTransaction,
  serial: string | null,
): Promise<UsedCertificate | undefined> => {
  if (serial === null) return undefined;
  const record = await findCertificateIn(tx, serial);
  return { serial, supersedesSerial: record?.supersedesSerial };
};

/** What is unusual about a login; undefined where nothing is told of where it comes from. */
export const judgeLogin = async (
  tx: InstitutionTransaction,
  { institution, user, proof, origin, surroundings }: ComingLogin,
  now: Temporal.Instant,
): Promise<{ readonly facts: RiskFacts; readonly browser: string } | undefined> => {
  if (surroundings === undefined) return undefined;
  const certificate = await usedCertificate(tx, proof.certificateSerial);
  const device = deviceOf(user.reference, surroundings, certificate);
  const facts = await factsOfLogin(tx, { institution, user, device, address: origin.address, now });
  return { facts, browser: device.browser };
};

/** The device of a session, as it shows itself now. */
export const deviceOfSession = (session: Session, surroundings: Surroundings): Device =>
  deviceOf(
    session.user.reference,
    surroundings,
    session.certificateSerial === null ? undefined : { serial: session.certificateSerial },
  );

/**
 * Makes the device of a complete login known, once in a session: the browser has the cookie by now. Does nothing while
 * proofs are pending.
 */
export const noteDevice = (
  context: DomainContext,
  input: {
    readonly institution: InstitutionPolicy;
    readonly session: Session;
    readonly surroundings: Surroundings;
    readonly origin: Origin;
  },
): Promise<void> => {
  const { institution, session, surroundings, origin } = input;
  return context.database.inInstitution(institution.code, async (tx) => {
    if (!(await updateDeviceNoted(tx, session.sessionId))) return;
    const device = deviceOfSession(session, surroundings);
    await rememberLogin(context, tx, { institution, user: session.user, device, origin });
  });
};
