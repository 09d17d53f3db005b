import type { Transaction } from "kysely";
import { z } from "zod";
import type { Tables } from "../database/tables.ts";
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

/** Name of the job that sends one mail. */
export const SEND_MAIL = "send-mail";

/** Queues a mail in a transaction: it goes out if and only if that commits. */
export const enqueueMail = (tx: Transaction<Tables>, mail: Mail): Promise<void> =>
  enqueueJob(tx, SEND_MAIL, mail);
