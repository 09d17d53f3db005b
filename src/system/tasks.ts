import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { currentResponder } from "#domain/certificate-authority/responder.ts";
import { publishCrls } from "#domain/certificate/crls.ts";
import { undoUnconfirmed } from "#domain/certificate/undo.ts";
import type { DomainContext } from "#domain/context.ts";
import { tidyCredentialFailures } from "#domain/credential/tidy.ts";
import { tidyEnrollments } from "#domain/enrollment/tidy.ts";
import { tidyLogins } from "#domain/login/tidy.ts";
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
  "publish-crls": {
    schedule: EVERY_MINUTE,
    run: async ({ context, authority }) => {
      await publishCrls(context, authority);
      return {};
    },
  },
  "tidy-logins": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyLogins(context),
  },
  "tidy-enrollments": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyEnrollments(context),
  },
  "tidy-credential-failures": {
    schedule: EVERY_HOUR,
    run: ({ context }) => tidyCredentialFailures(context),
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

const sendMail =
  ({ mailer }: TaskServices): Task =>
  async (payload) => {
    if (mailer === undefined) throw new Error("SMTP_URL is not set: mail waits");
    await mailer.send(mailSchema.parse(payload));
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
  return { ...Object.fromEntries(recurring), [SEND_MAIL]: sendMail(services) };
};
