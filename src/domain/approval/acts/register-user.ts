import { z } from "zod";
import { registerUser, type RegistrationEntry } from "#domain/user-administration/register.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { identityLine, LABELS, roleName, same } from "../describe-user.ts";

/** Registers a user, with secrets that only the proposing administrator was shown. */
export const registerUserAct: Act<RegistrationEntry, User> = {
  name: "registerUser",
  title: { ja: "利用者の登録", en: "Register a user" },
  payload: z.object({
    userId: z.string(),
    loginId: z.string().nullable(),
    userName: z.string(),
    mailAddress: z.string(),
    role: z.enum(["administrator", "user"]),
    language: z.enum(["ja", "en"]),
    grantsAcquisition: z.boolean(),
    hashes: z.object({ login: z.string(), confirmation: z.string() }),
    draftDigest: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  subjectOf: ({ userId }) => userId,
  describe: async (_, by, entry) => [
    identityLine(by, entry),
    [LABELS.userName, same(entry.userName)],
    [LABELS.mailAddress, same(entry.mailAddress)],
    [LABELS.role, roleName(by, entry.role)],
  ],
  execute: registerUser,
};
