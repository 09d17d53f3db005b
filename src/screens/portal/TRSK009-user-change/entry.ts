import { rolesToChoose } from "#domain/user-administration/change.ts";
import type { UserChangeEntry } from "#domain/user-administration/change.ts";
import { hasRight, withholdableRights } from "#domain/user/rights.ts";
import type { Right } from "#domain/user/rights.ts";
import { isSameUser } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import type { SessionVisit } from "../visit.ts";

/** Names of inputs to what is wrong with them. */
export type FormErrors = Readonly<Record<string, string>>;

/** What of a user the visitor may change. */
export interface ChangeParts {
  readonly isOwn: boolean;
  /** Whether the user may become an administrator, or cease to be one. */
  readonly choosesRole: boolean;
  /** Rights that can be withheld from an administrator here; empty: policy knows no deviations. */
  readonly rights: readonly Right[];
  /** Of these, what the visitor does not have and cannot grant. */
  readonly notVisitors: readonly Right[];
}

export const partsOf = ({ institution, session }: SessionVisit, user: User): ChangeParts => {
  const isOwn = isSameUser(user.reference, session.user.reference);
  const choosesRole = !isOwn && rolesToChoose(institution, user).length > 1;
  const rights = isOwn || user.role === "master" ? [] : withholdableRights(institution, "administrator");
  const shown = choosesRole ? rights : [];
  return {
    isOwn,
    choosesRole,
    rights: shown,
    notVisitors: shown.filter((right) => !hasRight(institution, session.user, right)),
  };
};

/** The form as the user stands now. */
export const entryOfUser = (user: User): UserChangeEntry => ({
  userId: user.reference.userId,
  revision: user.revision,
  userName: user.userName,
  mailAddress: user.mailAddress,
  role: user.role,
  withheldRights: user.withheldRights,
});

/** What was typed; what the form does not offer stays as it is. */
export const entryOfForm = ({ form }: SessionVisit, user: User, parts: ChangeParts): UserChangeEntry => {
  const revision = Number.parseInt(form["revision"] ?? "", 10);
  const base = { ...entryOfUser(user), revision: Number.isSafeInteger(revision) ? revision : -1 };
  const userName = (form["userName"] ?? "").trim();
  if (parts.isOwn) return { ...base, userName };
  const typed = (form["mailAddress"] ?? "").normalize("NFKC").trim();
  const mailAddress = typed === "" ? null : typed;
  const role = parts.choosesRole ? (form["administrator"] === "yes" ? "administrator" : "user") : user.role;
  const withheldRights =
    role !== "administrator"
      ? []
      : parts.rights.filter((right) =>
          // A checkbox that cannot be used is not sent: what it stands for stays withheld.
          parts.notVisitors.includes(right)
            ? user.role !== "administrator" || user.withheldRights.includes(right)
            : form[`right-${right}`] !== "yes",
        );
  return { ...base, userName, mailAddress, role, withheldRights };
};
