import { createTransport } from "nodemailer";
import type { Mail } from "../jobs/mail.ts";

export { enqueueMail, mailSchema, SEND_MAIL } from "../jobs/mail.ts";
export type { Mail } from "../jobs/mail.ts";

export interface Mailer {
  /** Hands a mail to the server. @throws when the server does not take it: the job is tried again. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** Mail through an SMTP server (`smtp://host:port`, `smtps://user:password@host`). */
export const createMailer = (options: { readonly smtpUrl: string; readonly from: string }): Mailer => {
  const transport = createTransport(
    {
      url: options.smtpUrl,
      pool: true,
      maxConnections: 2,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from: options.from },
  );
  return {
    send: async ({ to, subject, text }) => {
      await transport.sendMail({ to: { name: "", address: to }, subject, text });
    },
    close: () => transport.close(),
  };
};
