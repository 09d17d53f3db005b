import { createHash } from "node:crypto";
import type { DomainContext, UserReference } from "#domain/context.ts";
import { findUser, type User } from "#domain/user/users.ts";
import type { MailSender } from "#platform/jobs/mail.ts";
import { composeAdministratorReminder, composeReminder, standingOf, type ToldUser } from "./compose.ts";
import { selectReminder, updateSettled } from "./reminder.store.ts";
import {
  administratorReminderSchema,
  reminderSchema,
  type AdministratorReminder,
  type Reminder,
  type ReminderKey,
} from "./reminder.ts";

/** The same reminder gets the same name whenever it is handed over, so that a second copy is known as one. */
const nameOf = (...parts: readonly (string | number)[]): string =>
  `reminder.${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;

const find = (
  context: DomainContext,
  { institutionCode, ...key }: ReminderKey,
): Promise<Reminder | undefined> =>
  context.database.inInstitution(institutionCode, (tx) => selectReminder(tx, key));

const settle = (context: DomainContext, key: ReminderKey, outcome: "sent" | "withdrawn"): Promise<void> =>
  context.database.inInstitution(key.institutionCode, (tx) =>
    updateSettled(tx, key, { outcome, at: context.clock.now() }),
  );

const toldUser = async (
  context: DomainContext,
  reference: UserReference,
  key: Pick<ReminderKey, "kind" | "reference">,
): Promise<ToldUser | undefined> => {
  const institution = context.institutions.byCode(reference.institutionCode);
  const user = await findUser(context, reference);
  if (institution === undefined || user === undefined) return undefined;
  const standing = await standingOf(context, institution, user, key);
  return standing === undefined ? undefined : { user, standing };
};

/**
 * Sends one reminder, unless it was sent or is no longer wanted: whether it is, and how many days are left, is decided
 * now, so that a reminder that waited for the mail server never says what is no longer true.
 */
export const sendReminder = async (
  context: DomainContext,
  mailer: MailSender,
  payload: unknown,
): Promise<void> => {
  const key = reminderSchema.parse(payload);
  const reminder = await find(context, key);
  if (reminder === undefined || reminder.isSettled) return;
  const institution = context.institutions.byCode(key.institutionCode);
  const told = await toldUser(context, reminder.user, key);
  const to = told?.user.mailAddress ?? null;
  if (institution === undefined || told === undefined || to === null) {
    await settle(context, key, "withdrawn");
    return;
  }
  const mail = composeReminder(institution, told.user, key.step, told.standing, context.clock.now());
  const { institutionCode, kind, reference, step } = key;
  await mailer.send({ to, ...mail }, nameOf(institutionCode, kind, reference, step));
  await settle(context, key, "sent");
};

const toldUsers = async (context: DomainContext, payload: AdministratorReminder): Promise<ToldUser[]> => {
  const told = new Map<string, ToldUser>();
  for (const named of payload.reminders) {
    const key = { institutionCode: payload.institutionCode, ...named };
    const reminder = await find(context, key);
    const one = reminder === undefined ? undefined : await toldUser(context, reminder.user, key);
    if (one !== undefined) told.set(named.reference, one);
  }
  return [...told.values()];
};

/** Tells one administrator of the reminders of other users of the contract that are still wanted. */
export const sendAdministratorReminder = async (
  context: DomainContext,
  mailer: MailSender,
  payload: unknown,
): Promise<void> => {
  const reminder = administratorReminderSchema.parse(payload);
  const { institutionCode, contractId, userId } = reminder;
  const institution = context.institutions.byCode(institutionCode);
  const administrator: User | undefined = await findUser(context, { institutionCode, contractId, userId });
  const mayKnow = administrator?.state === "active" && administrator.role !== "user";
  if (institution === undefined || !mayKnow || administrator.mailAddress === null) return;
  const told = await toldUsers(context, reminder);
  if (told.length === 0) return;
  const mail = composeAdministratorReminder(institution, administrator, told, context.clock.now());
  const names = reminder.reminders.flatMap(({ kind, reference, step }) => [kind, reference, step]);
  const name = nameOf(institutionCode, contractId, userId, ...names);
  await mailer.send({ to: administrator.mailAddress, ...mail }, name);
};
