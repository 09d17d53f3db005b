import { z } from "zod";
import { changeSuspension } from "#domain/user-administration/suspension.ts";
import type { User } from "#domain/user/users.ts";
import type { Act } from "../act.ts";
import { describeUser } from "../describe-user.ts";

interface Payload {
  readonly userId: string;
}

/** Stops a user until resumed. */
export const stopUserAct: Act<Payload, User> = {
  name: "stopUser",
  title: { ja: "利用者の停止", en: "Stop a user" },
  payload: z.object({ userId: z.string() }),
  subjectOf: ({ userId }) => userId,
  describe: (tx, by, { userId }) => describeUser(tx, by, userId),
  execute: (tx, by, { userId }) => changeSuspension(tx, by, { userId, act: "suspend" }),
};
