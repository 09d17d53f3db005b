import type { DomainContext } from "#domain/context.ts";
import { matchesSecret } from "#domain/credential/hashing.ts";
import type { SecretCode } from "#domain/credential/refusals.ts";
import { prepareSecrets, type NewSecrets, type SecretHashes } from "#domain/credential/secrets.ts";
import { addressOfSession, sendCode } from "#domain/mail-address/confirmation.ts";
import { isMailAddress } from "#domain/mail-address/address.ts";
import type { MailAddressCode } from "#domain/mail-address/refusals.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { unfitUserField } from "#domain/user/create.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { findUserByLoginIdIn } from "#domain/user/users.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { RegistrationCode } from "./refusals.ts";
import { selectLetter } from "./registration.store.ts";
import {
  findRegistration,
  lockRegistrationIn,
  type Entered,
  type RegistrationQuestion,
  type RegistrationSession,
} from "./session.ts";
import { storeEntered } from "./session.store.ts";

/** What the customer chooses in step 2. */
export interface Choice extends RegistrationQuestion {
  readonly entered: Entered;
  readonly secrets: NewSecrets;
}

export type EnterCode = RegistrationCode | SecretCode | UserCode | MailAddressCode;
type Outcome<Value> = Result<Value, Refusal<EnterCode>>;

/**
 * Step 2: name, mail address, login ID and new passwords. They are kept (the passwords as hashes) and a code goes to
 * the mail address, unless it is the one already confirmed.
 */
export const enterRegistration = async (
  context: DomainContext,
  choice: Choice,
): Promise<Outcome<RegistrationSession["state"]>> => {
  const found = await findRegistration(context, choice);
  if (!found.ok) return found;
  if (found.value.state === "completed") return accepted("completed");
  const unfit = unfitEntry(found.value, choice);
  if (unfit !== undefined) return refused(unfit);
  const hashes = await prepareNew(context, found.value, choice);
  if (!hashes.ok) return hashes;
  return store(context, choice, hashes.value);
};

const unfitEntry = (
  { reference: { userId } }: RegistrationSession,
  { institution, entered }: Choice,
): Refusal<EnterCode> | undefined => {
  if (!isMailAddress(entered.mailAddress))
    return { code: "MAIL_ADDRESS_INVALID", detail: "not 4 to 64 characters with one @" };
  const field = unfitUserField(institution, { ...entered, userId });
  return field === undefined ? undefined : { code: "USER_FIELD_INVALID", detail: field, facts: { field } };
};

/** The rules for new secrets; the provisional ones, which went through the post, are not taken again. */
const prepareNew = async (
  context: DomainContext,
  session: RegistrationSession,
  { institution, entered, secrets }: Choice,
): Promise<Outcome<SecretHashes>> => {
  const { loginId, userName, mailAddress } = entered;
  const words = [loginId, session.reference.contractId, userName, mailAddress.split("@", 1)[0] ?? null];
  const hashes = await prepareSecrets(institution, words, secrets, context);
  if (!hashes.ok) return hashes;
  const letter = await context.database.inInstitution(institution.code, (tx) =>
    selectLetter(tx, session.reference),
  );
  const provisional = letter === undefined ? [] : Object.values(letter.hashes);
  for (const old of provisional)
    for (const secret of Object.values(secrets))
      if (await matchesSecret(old, secret))
        return refused({ code: "SECRET_UNCHANGED", detail: "a provisional password" });
  return hashes;
};

const store = (
  context: DomainContext,
  { institution, token, entered }: Choice,
  hashes: SecretHashes,
): Promise<Outcome<RegistrationSession["state"]>> =>
  context.database.inInstitution(institution.code, async (tx) => {
    // Again, under its lock: passwords take their time to hash.
    const found = await lockRegistrationIn(context, tx, token);
    if (!found.ok) return found;
    const { sessionId, state: before } = found.value;
    if (before === "completed") return accepted("completed");
    if ((await findUserByLoginIdIn(tx, entered.loginId)) !== undefined)
      return refused({ code: "REGISTRATION_LOGIN_ID_TAKEN", detail: "another user has the login ID" });
    const known = await addressOfSession(tx, sessionId);
    const isConfirmed = known?.isConfirmed === true && known.mailAddress === entered.mailAddress;
    const state = isConfirmed ? "mailConfirmed" : "entered";
    if (!isConfirmed) {
      const sent = await sendCode(context, tx, { institution, sessionId, ...entered, userName: "" });
      if (!sent.ok) return sent;
    }
    await storeEntered(tx, { sessionId, entered, hashes, state });
    return accepted(state);
  });
