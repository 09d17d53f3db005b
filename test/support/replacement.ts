import { PORTAL_CLIENT } from "#domain/enrollment/replacement.ts";
import { answerStep, startSession, type NextStep, type SessionClaim } from "#domain/enrollment/sessions.ts";
import type { DomainContext } from "#domain/context.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { Mail } from "#platform/jobs/mail.ts";
import { SEND_MAIL } from "#platform/jobs/mail.ts";
import type { Result } from "#shared/result.ts";
import type { TestDatabase } from "./database.ts";
import { CONFIRMATION_PASSWORD, LOGIN_PASSWORD, ORIGIN } from "./login.ts";
import { acceptedValue } from "./population.ts";

/** Replacing a PC as tests go through it. */

/** What a user of either family answers to the question who they are. */
export const identityOfUser = (institution: InstitutionPolicy, user: User): Record<string, string> => {
  const values: Readonly<Record<string, string>> = {
    loginId: user.loginId ?? "",
    contractId: user.reference.contractId,
    userId: user.reference.userId,
    loginPassword: LOGIN_PASSWORD,
    pin: LOGIN_PASSWORD,
    confirmationPassword: CONFIRMATION_PASSWORD,
    confirmationPin: CONFIRMATION_PASSWORD,
  };
  return Object.fromEntries(
    familyOf(institution).identityFields.map(({ name }) => [name, values[name] ?? ""]),
  );
};

/** How far a person got: the claim of the session, and what it asks now or refuses with. */
export interface ProvedPerson {
  readonly claim: SessionClaim;
  readonly next: Result<NextStep, Refusal>;
}

/** Starts to replace a PC without being logged in, and proves who it is: to the page that asks for confirmation. */
export const proveToReplace = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<ProvedPerson> => {
  const services = { context };
  const started = acceptedValue(
    await startSession(services, {
      institution,
      purpose: { kind: "replace" },
      client: PORTAL_CLIENT,
      origin: ORIGIN,
    }),
  );
  const claim = { sessionId: started.sessionId, token: started.token };
  const common = { institution, claim, origin: ORIGIN };
  const proved = await answerStep(services, {
    ...common,
    ask: "identity",
    values: identityOfUser(institution, user),
  });
  const asksMore = proved.ok && proved.value.kind === "ask" && proved.value.ask === "confirmationSecret";
  if (!asksMore) return { claim, next: proved };
  const { name } = familyOf(institution).secretFields.confirmation;
  const values = { [name]: CONFIRMATION_PASSWORD };
  return { claim, next: await answerStep(services, { ...common, ask: "confirmationSecret", values }) };
};

/** The mails that wait to be sent, by recipient. */
export const queuedMails = async (database: TestDatabase): Promise<Mail[]> => {
  const rows = await database.asOwner<{ payload: Mail }>(
    `select j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1 order by j.payload->>'to', j.id`,
    [SEND_MAIL],
  );
  return rows.map(({ payload }) => payload);
};

/** Gives a user a mail address. */
export const giveMailAddress = async (
  database: TestDatabase,
  user: User,
  mailAddress: string,
): Promise<void> => {
  const { institutionCode, contractId, userId } = user.reference;
  await database.asOwner(
    "update contract_user set mail_address = $4 where institution_code = $1 and contract_id = $2 and user_id = $3",
    [institutionCode, contractId, userId, mailAddress],
  );
};
