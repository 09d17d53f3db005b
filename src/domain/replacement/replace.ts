import { recordAudit } from "#domain/audit/audit.ts";
import { currentCertificate, type CertificateRecord } from "#domain/certificate/certificates.ts";
import { revokeCertificateIn } from "#domain/certificate/revoke.ts";
import { lockLiveCertificates } from "#domain/certificate/revoke-of-user.ts";
import type { DomainContext, Origin, UserReference } from "#domain/context.ts";
import { lastSecondAfterDays } from "#domain/enrollment/rules/days.ts";
import { judgeReplacement } from "#domain/enrollment/rules/replacement.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUser, findUserIn, grantAcquisition, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { newRowId } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { insertCertificateAct } from "./history.store.ts";
import { mailReplacement } from "./mails.ts";

/** Why a PC is replaced: it broke or a new one came; or somebody else may have it. */
export const REPLACEMENT_REASONS = ["newPc", "lost"] as const;
export type ReplacementReason = (typeof REPLACEMENT_REASONS)[number];

/** RFC 5280 section 5.3.1. */
const REVOCATION_REASON = { newPc: "cessationOfOperation", lost: "keyCompromise" } as const;

/** What somebody who was proved wants, after having seen it. */
export interface Replacement {
  readonly institution: InstitutionPolicy;
  readonly user: UserReference;
  /** The certificate that was shown. */
  readonly serial: string;
  readonly reason: ReplacementReason;
  readonly isLoggedIn: boolean;
  readonly origin: Origin;
}

/** What was done. */
export interface Replaced {
  /** Now revoked. */
  readonly certificate: CertificateRecord;
  /** From when on the new one can be acquired; undefined: at once. */
  readonly opensAt: Temporal.Instant | undefined;
  /** Last second in which it can be acquired; undefined: no deadline. */
  readonly deadline: Temporal.Instant | undefined;
}

const whyNot = (
  replacement: Replacement,
  user: User,
  active: CertificateRecord | undefined,
  now: Temporal.Instant,
): Refusal | undefined => {
  const { institution, isLoggedIn, serial } = replacement;
  const refusal = judgeReplacement({
    institution,
    role: user.role,
    userState: user.state,
    isLoggedIn,
    stoppedAt: user.acquisitionStoppedAt,
    notAfter: active?.notAfter,
    now,
  });
  const isOther = active?.serial !== serial;
  if (refusal === undefined)
    return isOther
      ? { code: "REPLACEMENT_OVERTAKEN", detail: `${active?.serial ?? "none"} is active, not ${serial}` }
      : undefined;
  return refusal.code === "NOTHING_TO_REPLACE" && isOther
    ? { code: "REPLACEMENT_OVERTAKEN", detail: `${serial} is no longer active` }
    : refusal;
};

/**
 * The certificate that a user may replace now, as far as can be said without its lock; or which rule says no. Refused
 * with the codes of `judgeReplacement`.
 */
export const replaceableCertificate = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  { user: reference, isLoggedIn }: Pick<Replacement, "user" | "isLoggedIn">,
): Promise<Result<CertificateRecord, Refusal>> => {
  const [user, certificate] = await Promise.all([
    findUser(context, reference),
    currentCertificate(context, reference),
  ]);
  invariant(user !== undefined, "whoever proved who they are exists");
  const refusal = judgeReplacement({
    institution,
    role: user.role,
    userState: user.state,
    isLoggedIn,
    stoppedAt: user.acquisitionStoppedAt,
    notAfter: certificate?.notAfter,
    now: context.clock.now(),
  });
  if (refusal !== undefined) return refused(refusal);
  invariant(certificate !== undefined, "what may be replaced is there");
  return accepted(certificate);
};

const rightOf = (
  { institution, isLoggedIn }: Replacement,
  at: Temporal.Instant,
): Pick<Replaced, "opensAt" | "deadline"> => {
  const { waitSeconds } = institution.replacement;
  const { deadlineDays } = institution.acquisition;
  return {
    opensAt: isLoggedIn || waitSeconds === 0 ? undefined : at.add({ seconds: waitSeconds }),
    deadline: deadlineDays === null ? undefined : lastSecondAfterDays(at, deadlineDays, institution.timeZone),
  };
};

/**
 * Revokes the certificate that was shown and gives its owner the right to acquire another, in the caller's
 * transaction: both or neither (A7.11). Mails to the owner and the contract's administrators, the row of the user's
 * history and the audit rows go with it.
 *
 * Refused: REPLACEMENT_OVERTAKEN where it is no longer the certificate in use, and the codes of `judgeReplacement`,
 * which is asked again under the certificates' lock.
 */
export const replaceIn = async (
  context: Pick<DomainContext, "clock" | "random">,
  tx: InstitutionTransaction,
  replacement: Replacement,
): Promise<Result<Replaced, Refusal>> => {
  const { institution, serial, reason, isLoggedIn, origin, user: reference } = replacement;
  const live = await lockLiveCertificates(tx, reference);
  const at = context.clock.now();
  const user = await findUserIn(tx, reference);
  invariant(user !== undefined, "whoever proved who they are exists");
  const active = live.find(({ state }) => state === "active");
  const refusal = whyNot(replacement, user, active, at);
  if (refusal !== undefined) return refused(refusal);
  const actor = { kind: "user", user: reference } as const;
  const by = { at, actor, origin };
  const revocation = { institution, serial, reason: REVOCATION_REASON[reason], actor, origin };
  const right = rightOf(replacement, at);
  // The user's row before the sessions that the revocation ends: the order of everybody who changes both.
  await grantAcquisition(tx, { ...by, user: reference, opensAt: right.opensAt });
  const revoked = await revokeCertificateIn(tx, { ...revocation, mailsOwner: false }, at);
  invariant(revoked.ok, "an active certificate under its lock can be revoked");
  const certificate = revoked.value;
  await insertCertificateAct(tx, {
    recordId: newRowId(context.random),
    user: reference,
    at,
    act: "replaced",
    serial,
    deviceName: certificate.deviceName,
    address: origin.address,
    wasLoggedIn: isLoggedIn,
  });
  await recordAudit(tx, {
    ...by,
    event: "certificate.replaced",
    subject: reference,
    certificateSerial: serial,
    facts: { because: reason, isLoggedIn, opensAt: right.opensAt?.toString() ?? null },
  });
  const replaced = { certificate, ...right };
  await mailReplacement(tx, replacement, user, replaced);
  return accepted(replaced);
};

/** The same for somebody who is logged in and has given the confirmation password. */
export const replaceOwn = (
  context: DomainContext,
  replacement: Omit<Replacement, "isLoggedIn">,
): Promise<Result<Replaced, Refusal>> =>
  context.database.inInstitution(replacement.institution.code, (tx) =>
    replaceIn(context, tx, { ...replacement, isLoggedIn: true }),
  );
