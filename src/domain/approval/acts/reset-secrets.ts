import { z } from "zod";
import type { SecretHashes } from "#domain/credential/secrets.ts";
import { resetSecretsAsAdministrator } from "#domain/user-administration/reset-secrets.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { describeUser } from "../describe-user.ts";

interface Payload {
  readonly userId: string;
  readonly hashes: SecretHashes;
}

/** Puts provisional secrets in place of a user's own. */
export const resetSecretsAct: Act<Payload, User> = {
  name: "resetSecrets",
  title: { ja: "パスワード・暗証番号の再設定", en: "Reset passwords or PINs" },
  payload: z.object({
    userId: z.string(),
    hashes: z.object({ login: z.string(), confirmation: z.string() }),
  }),
  subjectOf: ({ userId }) => userId,
  describe: (tx, by, { userId }) => describeUser(tx, by, userId),
  execute: resetSecretsAsAdministrator,
};
