import type { DomainContext, Origin } from "#domain/context.ts";
import { verifySecret } from "#domain/credential/credentials.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Session } from "#domain/login/session.ts";
import { isMailAddress } from "#domain/mail-address/address.ts";
import {
  addressOfSession,
  confirmCode,
  forgetConfirmation,
  sendCode,
} from "#domain/mail-address/confirmation.ts";
import { mailCustomer } from "#domain/mail-address/customer-mail.ts";
import { timeText } from "#domain/mail/parts.ts";
import type { MailAddressCode } from "#domain/mail-address/refusals.ts";
import type { Bilingual, Refusal } from "#domain/refusal/refusal.ts";
import { changeMailAddress, findUserIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";

/** Whose address, in which session. */
export interface OwnMailAddress {
  readonly institution: InstitutionPolicy;
  readonly session: Session;
  readonly origin: Origin;
}

type Outcome<Value> = Result<Value, Refusal<MailAddressCode | CredentialCode>>;

/** Step 1: the confirmation password is proved, and a code goes to the new address. Nothing has changed yet. */
export const requestMailAddress = async (
  context: DomainContext,
  input: OwnMailAddress & { readonly mailAddress: string; readonly secret: string },
): Promise<Outcome<undefined>> => {
  const { institution, session, mailAddress, secret, origin } = input;
  const { user } = session;
  if (!isMailAddress(mailAddress))
    return refused({ code: "MAIL_ADDRESS_INVALID", detail: "not 4 to 64 characters with one @" });
  if (mailAddress === user.mailAddress)
    return refused({ code: "MAIL_ADDRESS_UNCHANGED", detail: "the present address" });
  const proof = await verifySecret(context, { user, kind: "confirmation", secret, origin });
  if (!proof.ok) return proof;
  return context.database.inInstitution(institution.code, (tx) =>
    send(context, tx, institution, session, mailAddress),
  );
};

const send = (
  context: DomainContext,
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { sessionId, user: { language } }: Session,
  mailAddress: string,
): Promise<Outcome<undefined>> =>
  // Without a name: until it is confirmed, the address may be anybody's.
  sendCode(context, tx, { institution, sessionId, userName: "", mailAddress, language });

/** The new address that waits for its code; undefined: none does. */
export const waitingMailAddress = (
  context: DomainContext,
  { institution, session }: Pick<OwnMailAddress, "institution" | "session">,
): Promise<string | undefined> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const waiting = await addressOfSession(tx, session.sessionId);
    return waiting === undefined || waiting.isConfirmed ? undefined : waiting.mailAddress;
  });

/** Sends another code to the address that waits; does nothing where none does. */
export const resendMailAddressCode = (
  context: DomainContext,
  { institution, session }: Pick<OwnMailAddress, "institution" | "session">,
): Promise<Outcome<undefined>> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const waiting = await addressOfSession(tx, session.sessionId);
    if (waiting === undefined || waiting.isConfirmed) return accepted(undefined);
    return send(context, tx, institution, session, waiting.mailAddress);
  });

/**
 * Step 2: the right code makes the new address the user's. The old address is told, so that a change by somebody else
 * does not pass unnoticed.
 */
export const confirmMailAddress = (
  context: DomainContext,
  { institution, session, origin, code }: OwnMailAddress & { readonly code: string },
): Promise<Outcome<string>> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const { sessionId } = session;
    const confirmed = await confirmCode(context, tx, { sessionId, code });
    if (!confirmed.ok) return confirmed;
    const user = await findUserIn(tx, session.user.reference);
    invariant(user !== undefined, "whoever is logged in exists");
    const at = context.clock.now();
    const { reference } = user;
    await changeMailAddress(tx, {
      user: reference,
      mailAddress: confirmed.value,
      at,
      actor: { kind: "user", user: reference },
      origin,
    });
    await forgetConfirmation(tx, sessionId);
    await tellOldAddress(tx, institution, user, at);
    return accepted(confirmed.value);
  });

const SUBJECT: Bilingual = { ja: "メールアドレス変更のお知らせ", en: "Your mail address has been changed" };

/** Without the new address: the old one may be in other hands by now. */
const tellOldAddress = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { userName, mailAddress, language }: User,
  at: Temporal.Instant,
): Promise<void> => {
  if (mailAddress === null) return;
  const time = timeText(at, institution, language);
  const lines =
    language === "ja"
      ? [
          "ご登録のメールアドレスが変更されました。今後のお知らせは新しいメールアドレスへお送りします。",
          "",
          `変更日時: ${time}`,
        ]
      : [
          "The mail address on record has been changed. From now on we write to the new one.",
          "",
          `Changed at: ${time}`,
        ];
  await mailCustomer(tx, institution, { userName, mailAddress, language }, { subject: SUBJECT, lines });
};
