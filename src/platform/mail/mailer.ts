import { createTransport } from "nodemailer";
import type { Transaction } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
import { enqueueJob } from "../jobs/enqueue.ts";

/** A mail in plain text. Reminders carry no links (docs: banks tell customers never to follow links in mail). */
export const mailSchema = z.object({
  to: z.string().min(4).max(254),
  subject: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\r\n]*$/),
  text: z.string().min(1).max(20_000),
});

export type Mail = z.infer<typeof mailSchema>;

/** Name of the job that sends one mail. */
export const SEND_MAIL = "send-mail";

/** Queues a mail in a transaction: it goes out if and only if that commits. */
export const enqueueMail = (tx: Transaction<Tables>, mail: Mail): Promise<void> =>
  enqueueJob(tx, SEND_MAIL, mail);

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
