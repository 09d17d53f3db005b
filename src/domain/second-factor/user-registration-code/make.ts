import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import { forgetFactorFailures } from "#domain/credential/factor-attempt.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { isSameUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { digestOfCode, newCode, readCode } from "./code.ts";
import { upsertCode } from "./code.store.ts";
import type { RegistrationCodeCode } from "./refusals.ts";

/** A code as it is handed out: shown once, kept only as a digest. */
export interface HandedOutCode {
  readonly code: string;
  readonly expiresAt: Temporal.Instant;
}

/** For whom, and who makes it. */
export interface CodeOrder {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly actor: Actor;
  readonly origin: Origin;
}

const HOURS_OF_A_DAY = 24;

/** Whether somebody of this role may make codes for another user of the contract. */
export const mayMakeCodes = (
  { secondFactor }: Pick<InstitutionPolicy, "secondFactor">,
  role: UserRole,
): boolean => role !== "user" && secondFactor.userRegistrationCode.handedOutBy === "administrators";

const isAllowed = ({ institution, user, actor }: CodeOrder): boolean =>
  actor.kind !== "user" ||
  (institution.secondFactor.userRegistrationCode.handedOutBy === "administrators" &&
    actor.user.contractId === user.reference.contractId &&
    !isSameUser(actor.user, user.reference));

/**
 * Makes a code for a user, in place of any before: it is entered anew, even by a user who has entered one. The failures
 * counted of the old one are forgotten. Refused: REGISTRATION_CODE_NOT_YOURS.
 */
export const makeRegistrationCode = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  order: CodeOrder,
): Promise<Result<HandedOutCode, Refusal<RegistrationCodeCode>>> => {
  const { institution, user, actor, origin } = order;
  if (!isAllowed(order))
    return refused({ code: "REGISTRATION_CODE_NOT_YOURS", detail: "by policy, or one's own" });
  const madeAt = context.clock.now();
  const { validDays } = institution.secondFactor.userRegistrationCode;
  const expiresAt = madeAt.add({ hours: validDays * HOURS_OF_A_DAY });
  const code = newCode(context.random);
  const codeDigest = digestOfCode(user.reference, readCode(code) ?? "");
  await upsertCode(tx, user.reference, { codeDigest, madeAt, expiresAt });
  await forgetFactorFailures(tx, { institution, user, factor: "userRegistrationCode" });
  await recordAudit(tx, {
    at: madeAt,
    event: "registrationCode.made",
    actor,
    subject: user.reference,
    origin,
    facts: { expiresAt: expiresAt.toString() },
  });
  return accepted({ code, expiresAt });
};
