import { z } from "zod";
import {
  lockForRevocation,
  revokeAsAdministrator,
  type RevocationEntry,
} from "#domain/user-administration/revocation.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { describeUser, LABELS, same } from "../describe-user.ts";

const REASONS: Readonly<Record<RevocationEntry["reason"], Bilingual>> = {
  unspecified: { ja: "その他", en: "another" },
  keyCompromise: { ja: "紛失・盗難・不正利用のおそれ", en: "loss, theft or feared misuse" },
  affiliationChanged: { ja: "異動・退職", en: "the person left or changed work" },
  cessationOfOperation: { ja: "パソコンの入れ替え・修理", en: "the PC is replaced or repaired" },
};

/** Revokes the certificate of another user. One's own never waits for anybody. */
export const revokeCertificateAct: Act<RevocationEntry, User> = {
  name: "revokeCertificate",
  title: { ja: "電子証明書の失効", en: "Revoke a certificate" },
  payload: z.object({
    userId: z.string(),
    serial: z.string(),
    reason: z.enum(["unspecified", "keyCompromise", "affiliationChanged", "cessationOfOperation"]),
  }),
  subjectOf: ({ userId }) => userId,
  describe: async (tx, by, { userId, serial, reason }) => [
    ...(await describeUser(tx, by, userId)),
    [LABELS.serial, same(serial)],
    [LABELS.reason, REASONS[reason]],
  ],
  lock: lockForRevocation,
  execute: revokeAsAdministrator,
};
