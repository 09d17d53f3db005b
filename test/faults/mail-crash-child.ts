import { writeSync } from "node:fs";
import { queueReminders } from "#domain/reminder/queue.ts";
import { SEND_ADMINISTRATOR_REMINDER, SEND_REMINDER } from "#domain/reminder/reminder.ts";
import { sendAdministratorReminder, sendReminder } from "#domain/reminder/send.ts";
import { openDatabase } from "#platform/database/database.ts";
import { startWorker } from "#platform/jobs/worker.ts";
import { createLog } from "#platform/log/log.ts";
import { createMailer } from "#platform/mail/mailer.ts";
import { settableClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { shippedInstitutions } from "#test/support/population.ts";

/** A node that queues reminders and sends them until the test kills it. Says when it begins. */

/** What the test tells its child, as JSON in the environment variable CRASH. */
export interface MailCrashInstructions {
  readonly connectionString: string;
  readonly smtpUrl: string;
  /** The domain's time, ISO 8601. */
  readonly now: string;
}

const instructions = process.env["CRASH"];
if (instructions !== undefined) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by the test beside this file
  const { connectionString, smtpUrl, now } = JSON.parse(instructions) as MailCrashInstructions;
  const log = createLog({ level: "silent" });
  const context = {
    database: await openDatabase({ connectionString, connections: 6 }),
    clock: settableClock(Temporal.Instant.from(now)),
    random: systemRandom,
    institutions: shippedInstitutions(),
  };
  const mailer = createMailer({ smtpUrl, from: "no-reply@tegata.invalid" });
  await startWorker({
    connectionString,
    tasks: {
      [SEND_REMINDER]: (payload) => sendReminder(context, mailer, payload),
      [SEND_ADMINISTRATOR_REMINDER]: (payload) => sendAdministratorReminder(context, mailer, payload),
    },
    recurring: [],
    takeOverSeconds: 1,
    log,
  });
  writeSync(1, "begins\n");
  await queueReminders(context, { batch: 4 });
}
