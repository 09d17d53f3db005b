import { z } from "zod";
import { unlockUserAsAdministrator } from "#domain/user-administration/unlock.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { describeUser } from "../describe-user.ts";

interface Payload {
  readonly userId: string;
}

/** Lifts the stops after wrong entries. */
export const unlockUserAct: Act<Payload, User> = {
  name: "unlockUser",
  title: { ja: "ロックの解除", en: "Unlock a user" },
  payload: z.object({ userId: z.string() }),
  subjectOf: ({ userId }) => userId,
  describe: (tx, by, { userId }) => describeUser(tx, by, userId),
  execute: (tx, by, { userId }) => unlockUserAsAdministrator(tx, by, { userId }),
};
