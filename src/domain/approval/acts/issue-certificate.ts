import { z } from "zod";
import { reissue } from "#domain/user-administration/reissue.ts";
import type { Act } from "../act.ts";
import { describeUser } from "../describe-user.ts";

interface Payload {
  readonly userId: string;
}

/** Gives a user the right to acquire a certificate, first or again. */
export const issueCertificateAct: Act<Payload, { readonly deadline: Temporal.Instant | undefined }> = {
  name: "issueCertificate",
  title: { ja: "電子証明書の発行・再発行", en: "Issue a certificate" },
  payload: z.object({ userId: z.string() }),
  subjectOf: ({ userId }) => userId,
  describe: (tx, by, { userId }) => describeUser(tx, by, userId),
  execute: reissue,
};
