import { join } from "node:path";
import type { Log } from "#platform/log/log.ts";
import { startMailCatcher } from "#platform/mail/catcher.ts";
import { openMailbox, type Mailbox } from "#platform/mail/mailbox.ts";
import { createMailer, type Mailer } from "#platform/mail/mailer.ts";
import type { Clock } from "#shared/clock.ts";
import type { Config } from "../config.ts";
import type { Undo } from "./undo.ts";

/** How mail goes out, and where it is caught. */
export interface Mail {
  readonly mailer?: Mailer;
  readonly mailbox?: Mailbox;
}

/** The configured mail server; in the demonstration without one, a catcher of our own. */
export const startMail = async (
  options: {
    readonly config: Config;
    readonly log: Log;
    readonly clock: Clock;
    readonly demonstration: boolean;
  },
  undo: Undo,
): Promise<Mail> => {
  const { config, log, clock } = options;
  const mailerFor = (smtpUrl: string): Mailer => {
    const mailer = createMailer({ smtpUrl, from: config.mailFrom });
    undo.add(() => mailer.close());
    return mailer;
  };
  if (config.smtpUrl !== undefined) return { mailer: mailerFor(config.smtpUrl) };
  if (!options.demonstration) return {};
  const mailbox = await openMailbox(join(config.varDirectory, "mail"));
  const catcher = await startMailCatcher({ mailbox, clock, log });
  undo.add(() => catcher.close());
  return { mailbox, mailer: mailerFor(catcher.smtpUrl) };
};
