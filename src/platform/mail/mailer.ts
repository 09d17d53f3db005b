import { createTransport } from "nodemailer";
import { invariant } from "#shared/invariant.ts";
import type { MailSender } from "../jobs/mail.ts";

export { enqueueMail, mailSchema, SEND_MAIL } from "../jobs/mail.ts";
export type { Mail } from "../jobs/mail.ts";

export interface Mailer extends MailSender {
  close(): void;
}

const domainOf = (from: string): string => /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? "localhost";

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
  const domain = domainOf(options.from);
  return {
    send: async ({ to, subject, text }, name) => {
      invariant(/^[A-Za-z0-9.-]{8,80}$/.test(name), `not the name of a mail: ${name}`);
      await transport.sendMail({
        to: { name: "", address: to },
        subject,
        text,
        messageId: `<${name}@${domain}>`,
        // RFC 3834: no answering machine answers it.
        headers: { "Auto-Submitted": "auto-generated" },
      });
    },
    close: () => transport.close(),
  };
};
