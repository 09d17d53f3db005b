import { lockContract } from "#domain/contract/contracts.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn } from "#domain/user/users.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/**
 * Locks the administrator's contract, so that acts of two administrators run one after another, and looks whether the
 * administrator still is one: somebody else may have been faster. Undefined: go on.
 */
export const enterAsAdministrator = async (
  tx: InstitutionTransaction,
  administrator: Pick<User, "reference">,
): Promise<Refusal<UserAdministrationCode> | undefined> => {
  await lockContract(tx, administrator.reference.contractId);
  const present = await findUserIn(tx, administrator.reference);
  return present === undefined || present.role === "user" || present.state === "suspended"
    ? {
        code: "USER_ADMINISTRATION_FORBIDDEN",
        detail: `${present?.role ?? "nobody"}: ${present?.state ?? ""}`,
      }
    : undefined;
};
