import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { recordAudit } from "../audit/audit.ts";
import type { Actor, DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { endSessionsOfCertificate } from "../login/session.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { findUserIn } from "../user/users.ts";
import { lockOpen, selectBySerial, type OpenCertificate } from "./certificate.store.ts";
import type { CertificateRecord, RevocationReason } from "./certificates.ts";
import { withdraw, type Ending } from "./end.ts";
import { mailOwner } from "./mails.ts";
import type { CertificateRefusalCode } from "./refusals.ts";
import { updateToRevoked } from "./state.store.ts";

export type RevokeRefusalCode = Extract<
  CertificateRefusalCode,
  "CERTIFICATE_NOT_FOUND" | "ALREADY_REVOKED" | "CERTIFICATE_NOT_REVOCABLE"
>;

type Outcome = Result<CertificateRecord, Refusal<RevokeRefusalCode>>;

/** What is revoked, why, and by whom. */
export interface Revocation {
  readonly institution: InstitutionPolicy;
  readonly serial: string;
  /** `superseded` is for renewals and not taken here. */
  readonly reason: Exclude<RevocationReason, "superseded">;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
  /** False where the caller tells the owner in a mail of its own. */
  readonly mailsOwner?: boolean;
}

const no = (code: RevokeRefusalCode, detail: string): Outcome => refused({ code, detail });

const judge = (record: CertificateRecord | undefined, serial: string): Outcome | undefined => {
  if (record === undefined) return no("CERTIFICATE_NOT_FOUND", `no certificate ${serial}`);
  const detail = `certificate ${serial} is ${record.state}`;
  if (record.state === "revoked") return no("ALREADY_REVOKED", detail);
  if (record.state === "issued" || record.state === "active") return undefined;
  return no("CERTIFICATE_NOT_REVOCABLE", detail);
};

/** A renewal that is on its way would bring back what is being taken away, so it ends with the old certificate. */
const withdrawRenewal = async (
  tx: InstitutionTransaction,
  open: readonly OpenCertificate[],
  serial: string,
  ending: Ending,
): Promise<void> => {
  const renewal = open.find(({ record }) => record.supersedesSerial === serial && record.state !== "active");
  if (renewal !== undefined) await withdraw(tx, renewal.record, "revocation", ending);
};

/** {@link revokeCertificate}, in a transaction that does more. */
export const revokeCertificateIn = async (
  tx: InstitutionTransaction,
  revocation: Revocation,
  at: Temporal.Instant,
): Promise<Outcome> => {
  const { serial, reason, institution, actor, origin } = revocation;
  const found = await selectBySerial(tx, serial);
  const open = found === undefined ? [] : await lockOpen(tx, found.owner);
  // Under its lock; where it ended meanwhile, as it is now.
  const record =
    open.find((other) => other.record.serial === serial)?.record ?? (await selectBySerial(tx, serial));
  const refusal = judge(record, serial);
  if (refusal !== undefined) return refusal;
  invariant(record !== undefined, "what may be revoked was found");
  const ending: Ending = { at, actor, origin };
  const revoked = await updateToRevoked(tx, serial, at, "revocation", reason);
  await recordAudit(tx, {
    ...ending,
    event: "certificate.revoked",
    subject: record.owner,
    certificateSerial: serial,
    facts: { cause: "revocation", reason, stateBefore: record.state },
  });
  await withdrawRenewal(tx, open, serial, ending);
  await endSessionsOfCertificate(tx, { institutionCode: institution.code, serial, at, actor, origin });
  const user = await findUserIn(tx, record.owner);
  invariant(user !== undefined, "a certificate has an owner");
  if (revocation.mailsOwner !== false) await mailOwner(tx, "revoked", institution, user, revoked);
  return accepted(revoked);
};

/**
 * Revokes a certificate that is active or on its way: ends the portal sessions it opened and a renewal of it that is
 * on its way, marks the CRL stale, and tells its owner by mail, all in one transaction. Whether the actor may do it
 * is for the caller to decide. An active certificate past its time is revoked too: some institutions ask for it (B1).
 */
export const revokeCertificate = (context: DomainContext, revocation: Revocation): Promise<Outcome> =>
  context.database.inInstitution(revocation.institution.code, (tx) =>
    revokeCertificateIn(tx, revocation, context.clock.now()),
  );
