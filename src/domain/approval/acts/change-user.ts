import { z } from "zod";
import { changeUserAsAdministrator, type UserChangeEntry } from "#domain/user-administration/change.ts";
import { RIGHTS, rightFacts, type Right } from "#domain/user/rights.ts";
import { findUserIn, type User } from "#domain/user/users.ts";
import type { Act, DescriptionLine } from "../act.ts";
import { describeUser, fromTo, joined, LABELS, roleName, same } from "../describe-user.ts";

const namesOf = (rights: readonly Right[]) => joined(rights.map((right) => rightFacts[right].name));

/** Changes a user's data and rights. */
export const changeUserAct: Act<UserChangeEntry, User> = {
  name: "changeUser",
  title: { ja: "利用者の変更", en: "Change a user" },
  payload: z.object({
    userId: z.string(),
    revision: z.int(),
    userName: z.string(),
    mailAddress: z.string().nullable(),
    role: z.enum(["master", "administrator", "user"]),
    withheldRights: z.array(z.enum(RIGHTS)),
  }),
  subjectOf: ({ userId }) => userId,
  describe: async (tx, by, entry) => {
    const user = await findUserIn(tx, { ...by.administrator.reference, userId: entry.userId });
    const lines: DescriptionLine[] = [...(await describeUser(tx, by, entry.userId))];
    if (user === undefined) return lines;
    const identity = lines.slice(0, 1);
    const changed: readonly (readonly [boolean, DescriptionLine])[] = [
      [
        user.userName !== entry.userName,
        [LABELS.userName, fromTo(same(user.userName), same(entry.userName))],
      ],
      [
        user.mailAddress !== entry.mailAddress,
        [LABELS.mailAddress, fromTo(same(user.mailAddress ?? "–"), same(entry.mailAddress ?? "–"))],
      ],
      [user.role !== entry.role, [LABELS.role, fromTo(roleName(by, user.role), roleName(by, entry.role))]],
      [
        user.withheldRights.join() !== entry.withheldRights.join(),
        [LABELS.rights, fromTo(namesOf(user.withheldRights), namesOf(entry.withheldRights))],
      ],
    ];
    const name: DescriptionLine[] =
      user.userName === entry.userName ? [[LABELS.userName, same(user.userName)]] : [];
    return [...identity, ...name, ...changed.flatMap(([isChanged, line]) => (isChanged ? [line] : []))];
  },
  execute: changeUserAsAdministrator,
};
