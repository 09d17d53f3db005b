import { z } from "zod";
import type { UserReference } from "#domain/context.ts";

/**
 * renewal: a certificate is about to expire. expired: it has. acquisition: a right to acquire is about to lapse.
 */
export const reminderKind = z.enum(["renewal", "expired", "acquisition"]);
export type ReminderKind = z.infer<typeof reminderKind>;

const named = { kind: reminderKind, reference: z.string().min(1).max(120), step: z.int().min(0).max(3650) };

/** Which reminder: the payload of the job that sends it. */
export const reminderSchema = z.object({ institutionCode: z.string().regex(/^[0-9]{4}$/), ...named });
export type ReminderKey = z.infer<typeof reminderSchema>;

/** The payload of the job that tells one administrator of reminders of other users of the contract. */
export const administratorReminderSchema = z.object({
  institutionCode: z.string().regex(/^[0-9]{4}$/),
  contractId: z.string(),
  userId: z.string(),
  reminders: z.array(z.object(named)).min(1),
});
export type AdministratorReminder = z.infer<typeof administratorReminderSchema>;

/** Names of the jobs; the database's functions of migration 0025 queue them. */
export const SEND_REMINDER = "send-reminder";
export const SEND_ADMINISTRATOR_REMINDER = "send-administrator-reminder";

/** A reminder as recorded. */
export interface Reminder {
  readonly key: ReminderKey;
  readonly user: UserReference;
  readonly isSettled: boolean;
}
