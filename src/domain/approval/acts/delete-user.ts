import { z } from "zod";
import { deleteUserAsAdministrator } from "#domain/user-administration/deletion.ts";
import { lockForRevocation } from "#domain/user-administration/revocation.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { describeUser } from "../describe-user.ts";

interface Payload {
  readonly userId: string;
  /** The user's, as it was shown. */
  readonly revision: number;
}

/** Deletes a user, with all that is the user's. */
export const deleteUserAct: Act<Payload, User> = {
  name: "deleteUser",
  title: { ja: "利用者の削除", en: "Delete a user" },
  payload: z.object({ userId: z.string(), revision: z.int() }),
  subjectOf: ({ userId }) => userId,
  describe: (tx, by, { userId }) => describeUser(tx, by, userId),
  lock: lockForRevocation,
  execute: deleteUserAsAdministrator,
};
