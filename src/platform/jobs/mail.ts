import { z } from "zod";
import type { InstitutionTransaction } from "../database/database.ts";
import { enqueueJob } from "./enqueue.ts";

/** A mail in plain text. Reminders carry no links: banks tell customers never to follow links in mail (B2). */
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

/** Hands mail over to a mail server. */
export interface MailSender {
  /**
   * Hands a mail to the server, under a Message-ID made of `name` and the sender's domain: the same name for the same
   * mail, whenever it is tried again, so that a copy is known as one (docs/decisions/0161-delivery-of-mail.md).
   *
   * @param name letters, digits and `.-`, 8 to 80; unique to this mail
   * @throws when the server does not take it: the job is tried again.
   */
  send(mail: Mail, name: string): Promise<void>;
}

/** Name of the job that sends one mail. Names of all jobs that send mail begin with `send-` (migration 0025). */
export const SEND_MAIL = "send-mail";

/** Queues a mail in a transaction: it goes out if and only if that commits. */
export const enqueueMail = (tx: InstitutionTransaction, mail: Mail): Promise<void> =>
  enqueueJob(tx, SEND_MAIL, { institutionCode: tx.institutionCode, ...mail });
