import type { User } from "#domain/user/users.ts";

/** How a user is named on screen: the login ID; in the Shinkin family contract ID and user ID. */
export const identityOf = (user: Pick<User, "loginId" | "reference">): string =>
  user.loginId ?? `${user.reference.contractId} / ${user.reference.userId}`;

/** How a user is named inside a contract: the login ID; in the Shinkin family the user ID. */
export const identityInContract = (user: Pick<User, "loginId" | "reference">): string =>
  user.loginId ?? user.reference.userId;
