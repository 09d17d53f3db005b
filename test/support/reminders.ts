import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { queueReminders, type QueuedReminders } from "#domain/reminder/queue.ts";
import { SEND_ADMINISTRATOR_REMINDER, SEND_REMINDER } from "#domain/reminder/reminder.ts";
import { sendAdministratorReminder, sendReminder } from "#domain/reminder/send.ts";
import type { User } from "#domain/user/users.ts";
import type { Mail } from "#platform/jobs/mail.ts";
import { invariant } from "#shared/invariant.ts";
import { certificateWorld, type CertificateWorld } from "./certificates.ts";

/** A mail that was handed over. */
export interface SentMail extends Mail {
  readonly name: string;
}

/** Certificates, and the mails that reminders of them become. */
export interface ReminderWorld extends CertificateWorld {
  /** Queues what is due now. */
  queue(): Promise<QueuedReminders>;
  /** Takes what is queued from the queue and sends it; gives what was sent, by recipient and then by title. */
  send(): Promise<readonly SentMail[]>;
  /** Moves the clock to an hour of the day that lies so many days before the day of `end`, in the institution's zone. */
  goTo(institution: InstitutionPolicy, end: Temporal.Instant, daysBefore: number, hour?: number): void;
  /** When the active certificate of a user ends. */
  endOf(user: User): Promise<Temporal.Instant>;
}

interface Job {
  readonly task: string;
  readonly payload: unknown;
}

export const reminderWorld = async (t?: Parameters<typeof certificateWorld>[0]): Promise<ReminderWorld> => {
  const world = await certificateWorld(t);
  const { context } = world;
  const { database, clock } = context;
  const send: ReminderWorld["send"] = async () => {
    const jobs = await database.asOwner<Job & { id: string }>(
      `select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier in ($1, $2) order by j.id`,
      [SEND_REMINDER, SEND_ADMINISTRATOR_REMINDER],
    );
    const sent: SentMail[] = [];
    const mailer = {
      send: async (mail: Mail, name: string): Promise<void> => void sent.push({ ...mail, name }),
    };
    for (const { id, task, payload } of jobs) {
      if (task === SEND_REMINDER) await sendReminder(context, mailer, payload);
      else await sendAdministratorReminder(context, mailer, payload);
      await database.asOwner("delete from graphile_worker._private_jobs where id = $1", [id]);
    }
    return sent.toSorted((left, right) =>
      `${left.to} ${left.subject}`.localeCompare(`${right.to} ${right.subject}`, "en"),
    );
  };
  return {
    ...world,
    send,
    queue: () => queueReminders(context),
    goTo: ({ timeZone }, end, daysBefore, hour = 9) =>
      clock.set(
        end
          .toZonedDateTimeISO(timeZone)
          .toPlainDate()
          .subtract({ days: daysBefore })
          .toZonedDateTime({ timeZone, plainTime: new Temporal.PlainTime(hour) })
          .toInstant(),
      ),
    endOf: async ({ reference }) => {
      const [row] = await database.asOwner<{ at: Date }>(
        "select not_after as at from certificate where institution_code = $1 and user_id = $2 and state = 'active'",
        [reference.institutionCode, reference.userId],
      );
      invariant(row !== undefined, "the user has an active certificate");
      return Temporal.Instant.fromEpochMilliseconds(row.at.getTime());
    },
  };
};

/** A user whose certificate is active. */
export const activeUser = async (world: ReminderWorld, institutionId: string) => {
  const user = await world.newUser(institutionId);
  const { serial } = await world.activate(user);
  const end = await world.endOf(user);
  return { user, serial, end, institution: world.institution(institutionId) };
};
