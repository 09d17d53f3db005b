import { tidyProposals } from "#domain/approval/proposals.ts";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { currentResponder } from "#domain/certificate-authority/responder.ts";
import { checkCrls } from "#domain/certificate/crl-check.ts";
import { PUBLISH_CRL } from "#domain/certificate/crl-job.ts";
import { publishCrl, publishCrls } from "#domain/certificate/crl-publish.ts";
import { revokeCertificatesOfRevokedIssuers } from "#domain/certificate/revoke-of-issuer.ts";
import { undoUnconfirmed } from "#domain/certificate/undo.ts";
import type { DomainContext } from "#domain/context.ts";
import { applyTransitions } from "#domain/contract/transition.ts";
import { tidyCredentialFailures } from "#domain/credential/tidy.ts";
import { tidyEnrollments } from "#domain/enrollment/tidy.ts";
import { tidyLogins } from "#domain/login/tidy.ts";
import { tidyMailConfirmations } from "#domain/mail-address/confirmation.ts";
import { tidyOcsp } from "#domain/ocsp/tidy.ts";
import { sendStopMail, SEND_STOP_MAIL } from "#domain/credential/stop-mail.ts";
import { queueReminders, tidyReminders } from "#domain/reminder/queue.ts";
import { SEND_ADMINISTRATOR_REMINDER, SEND_REMINDER } from "#domain/reminder/reminder.ts";
import { sendAdministratorReminder, sendReminder } from "#domain/reminder/send.ts";
import { tidyTransactions } from "#domain/second-factor/transaction-authentication/tidy.ts";
import { tidyKnownDevices } from "#domain/risk/devices.ts";
import { tidyRegistrations } from "#domain/registration/session.ts";
import type { RecurringTask, Task } from "#platform/jobs/worker.ts";
import type { Log } from "#platform/log/log.ts";
import { mailSchema, SEND_MAIL, type Mailer } from "#platform/mail/mailer.ts";

/** What the worker's tasks use. */
export interface TaskServices {
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
  /** Absent: no mail server is named, and mail waits. */
  readonly mailer?: Mailer;
  readonly log: Log;
}

interface RecurringWork {
  /** Five fields of cron, UTC. */
  readonly schedule: string;
  /** Gives figures for the log; none are logged where nothing was done. */
  readonly run: (services: TaskServices) => Promise<Readonly<Record<string, number>>>;
}

const EVERY_MINUTE = "* * * * *";
const EVERY_HOUR = "17 * * * *";

/** What happens by itself. All of it may run on several machines, at any time, again and again. */
const recurringWork: Readonly<Record<string, RecurringWork>> = {
  "undo-unconfirmed": {
    schedule: EVERY_MINUTE,
    run: async ({ context }) => ({ ...(await undoUnconfirmed(context)) }),
  },
  "revoke-of-issuer": {
    schedule: EVERY_MINUTE,
    run: async ({ context }) => ({ ...(await revokeCertificatesOfRevokedIssuers(context)) }),
  },
  "publish-crls": {
    schedule: EVERY_MINUTE,
    run: async ({ context, authority }) => ({ ...(await publishCrls(context, authority)) }),
  },
  "check-crls": {
    schedule: EVERY_HOUR,
    run: async ({ context, authority, log }) => {
      const { findings } = await checkCrls(context, authority);
      for (const finding of findings) log.error({ task: "check-crls", ...finding }, "a CRL is not right");
      return { findings: findings.length };
    },
  },
  "tidy-logins": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyLogins(context),
  },
  "tidy-known-devices": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyKnownDevices(context),
  },
  "tidy-transactions": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyTransactions(context),
  },
  "tidy-enrollments": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyEnrollments(context),
  },
  "tidy-registrations": {
    schedule: EVERY_HOUR,
    run: async ({ context }) => ({
      ...(await tidyRegistrations(context)),
      ...(await tidyMailConfirmations(context)),
    }),
  },
  "apply-transitions": {
    schedule: EVERY_MINUTE,
    run: ({ context }) => applyTransitions(context),
  },
  "tidy-proposals": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyProposals(context),
  },
  "tidy-ocsp": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyOcsp(context),
  },
  "tidy-credential-failures": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyCredentialFailures(context),
  },
  "queue-reminders": {
    schedule: EVERY_HOUR,
    run: async ({ context }) => ({ ...(await queueReminders(context)) }),
  },
  "tidy-reminders": {
    schedule: EVERY_HOUR,
    run: async ({ context }) => ({ ...(await tidyReminders(context)) }),
  },
  "renew-responders": {
    schedule: EVERY_HOUR,
    run: async ({ context, authority }) => {
      for (const { issuerId } of authority.authorities) {
        const issuer = authority.issuer(issuerId);
        if (issuer !== undefined) await currentResponder(context, authority, issuer);
      }
      return {};
    },
  },
};

export const recurringTasks: readonly RecurringTask[] = Object.entries(recurringWork).map(
  ([name, { schedule }]) => ({ name, schedule }),
);

const present = (mailer: Mailer | undefined): Mailer => {
  if (mailer === undefined) throw new Error("SMTP_URL is not set: mail waits");
  return mailer;
};

const sendMail =
  ({ mailer }: TaskServices): Task =>
  async (payload, { name }) => {
    await present(mailer).send(mailSchema.parse(payload), name);
  };

const makeCrl =
  ({ context, authority, log }: TaskServices): Task =>
  async (payload) => {
    const { made } = await publishCrl(context, authority, payload);
    log.info({ task: PUBLISH_CRL, list: payload, made }, "task done");
  };

/** All tasks by name. */
export const tasksOf = (services: TaskServices): Readonly<Record<string, Task>> => {
  const recurring = Object.entries(recurringWork).map(([name, { run }]): [string, Task] => [
    name,
    async () => {
      const figures = await run(services);
      if (Object.values(figures).some((figure) => figure > 0))
        services.log.info({ task: name, ...figures }, "task done");
    },
  ]);
  return {
    ...Object.fromEntries(recurring),
    [SEND_MAIL]: sendMail(services),
    [SEND_REMINDER]: (payload) => sendReminder(services.context, present(services.mailer), payload),
    [SEND_ADMINISTRATOR_REMINDER]: (payload) =>
      sendAdministratorReminder(services.context, present(services.mailer), payload),
    [SEND_STOP_MAIL]: (payload, { name }) =>
      sendStopMail(services.context, present(services.mailer), payload, name),
    [PUBLISH_CRL]: makeCrl(services),
  };
};
