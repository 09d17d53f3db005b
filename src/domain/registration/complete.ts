import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import { storeSecrets } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { forgetConfirmation } from "#domain/mail-address/confirmation.ts";
import { mailCustomer } from "#domain/mail-address/customer-mail.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { createUser } from "#domain/user/create.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { grantAcquisition, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { RegistrationCode } from "./refusals.ts";
import { lockLetter, markLetterUsed } from "./registration.store.ts";
import {
  lockRegistrationIn,
  type Entered,
  type RegistrationQuestion,
  type RegistrationSession,
} from "./session.ts";
import { storeState } from "./session.store.ts";

/** What the customer saw and confirmed. */
export interface Confirmation extends RegistrationQuestion {
  readonly revision: number;
  readonly origin: Origin;
}

type Code = RegistrationCode | UserCode;
type Outcome = Result<Entered, Refusal<Code>>;

/**
 * Step 4: makes the master with the login ID and the new passwords, gives the right to acquire a certificate, and uses
 * the letter up: all in one transaction. Sending it twice gives the same answer twice. Of two browsers with the same
 * letter one wins; the other is refused with REGISTRATION_USED.
 */
export const completeRegistration = (context: DomainContext, confirmation: Confirmation): Promise<Outcome> =>
  context.database.inInstitution(confirmation.institution.code, async (tx): Promise<Outcome> => {
    const found = await lockRegistrationIn(context, tx, confirmation.token);
    if (!found.ok) return found;
    const session = found.value;
    const { entered, state, revision } = session;
    if (state === "completed" && entered !== undefined) return accepted(entered);
    if (state !== "mailConfirmed" || revision !== confirmation.revision)
      return refused({ code: "REGISTRATION_CHANGED", detail: `${state}, revision ${revision}` });
    const letter = await lockLetter(tx, session.reference);
    if (letter?.usedAt !== null || !letter.createdAt.equals(session.letterAt))
      return refused({ code: "REGISTRATION_USED", detail: "another session was faster" });
    return makeMaster(context, tx, confirmation, session);
  });

const makeMaster = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { institution, origin }: Confirmation,
  { sessionId, reference, entered, hashes }: RegistrationSession,
): Promise<Outcome> => {
  invariant(entered !== undefined && hashes !== undefined, "what was confirmed had been entered");
  const at = context.clock.now();
  const actor = { kind: "user", user: reference } as const;
  const { contractId, userId } = reference;
  const draft = { ...entered, contractId, userId, role: "master", at } as const;
  const made = await createUser(tx, institution, draft, { actor, origin });
  if (!made.ok)
    return made.refusal.code === "USER_ID_TAKEN"
      ? refused({ code: "REGISTRATION_LOGIN_ID_TAKEN", detail: made.refusal.detail })
      : made;
  await storeSecrets(tx, made.value, hashes, { at, actor, origin });
  await grantAcquisition(tx, { user: reference, at, actor, origin });
  await markLetterUsed(tx, reference, at);
  await storeState(tx, sessionId, "completed");
  await forgetConfirmation(tx, sessionId);
  await recordAudit(tx, { at, event: "registration.completed", actor, subject: reference, origin });
  await mailResult(tx, institution, made.value, entered);
  return accepted(entered);
};

const SUBJECT = { ja: "ログインID取得完了のお知らせ", en: "Your login ID has been set up" } as const;

/** Without the login ID: whoever reads the mail alone is not to learn it. */
const mailResult = (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { userName }: User,
  { mailAddress, language }: Entered,
): Promise<void> => {
  const lines =
    language === "ja"
      ? ["ログインIDの取得が完了しました。", "続けて、電子証明書を取得してください。"]
      : ["Your login ID has been set up.", "Please acquire your certificate next."];
  return mailCustomer(tx, institution, { userName, mailAddress, language }, { subject: SUBJECT, lines });
};
