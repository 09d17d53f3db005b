import { recordAudit } from "#domain/audit/audit.ts";
import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { lockLiveCertificates, revokeAllOfUser } from "#domain/certificate/revoke-of-user.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import { endEnrollmentsOfUser, holdEnrollmentsOfUser } from "#domain/enrollment/end-of-user.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { stopAcquisition, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { newRowId } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { insertCertificateAct } from "./history.store.ts";
import { mailDisowning } from "./mails.ts";
import type { ReplacementCode } from "./refusals.ts";

/** “This was not me”, said by somebody who is logged in and has given the confirmation password. */
export interface Disowning {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  /** The certificate that the user does not know. */
  readonly serial: string;
  readonly origin: Origin;
}

/** What was done. */
export interface Disowned {
  /** All certificates that were revoked, the disowned one among them. */
  readonly revoked: readonly CertificateRecord[];
}

type Outcome = Result<Disowned, Refusal<ReplacementCode>>;

const disownIn = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution, user, serial, origin }: Disowning,
): Promise<Outcome> => {
  const { reference } = user;
  await holdEnrollmentsOfUser(tx, reference);
  const live = await lockLiveCertificates(tx, reference);
  const disowned = live.find((record) => record.serial === serial && record.state !== "prepared");
  if (disowned === undefined)
    return refused({ code: "CERTIFICATE_NOT_DISOWNABLE", detail: `${serial} is not live` });
  const at = context.clock.now();
  const actor = { kind: "user", user: reference } as const;
  const by = { at, actor, origin };
  await stopAcquisition(tx, { ...by, user: reference });
  const revoked = await revokeAllOfUser(
    tx,
    reference,
    { institution, reason: "keyCompromise", actor, origin },
    at,
  );
  const enrollments = await endEnrollmentsOfUser(tx, reference, at);
  const sessions = await endSessionsOfUser(tx, { ...by, user: reference, reason: "revoked" });
  await insertCertificateAct(tx, {
    recordId: newRowId(context.random),
    user: reference,
    at,
    act: "disowned",
    serial,
    deviceName: disowned.deviceName,
    address: origin.address,
    wasLoggedIn: true,
  });
  await recordAudit(tx, {
    ...by,
    event: "certificate.disowned",
    subject: reference,
    certificateSerial: serial,
    facts: { revoked: revoked.map((record) => record.serial), enrollments, sessions },
  });
  await mailDisowning(tx, { institution, origin }, user, revoked);
  return accepted({ revoked });
};

/**
 * Revokes every certificate of the user that can still be used or is on its way, ends all sessions and pending
 * enrolments of the ID, and stops acquisition until somebody else gives the right anew (`disowning.releasedBy`), in
 * one transaction with the mails to the user and all administrators (B3; decision 0171).
 *
 * Refused: CERTIFICATE_NOT_DISOWNABLE where the certificate is not the user's, or has ended.
 */
export const disownCertificate = (context: DomainContext, disowning: Disowning): Promise<Outcome> =>
  context.database.inInstitution(disowning.institution.code, (tx) => disownIn(context, tx, disowning));
