import { contractNeedsApproval, findContractIn } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight } from "#domain/user/rights.ts";
import { listUsersIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** Fewest administrators who may approve, in a contract whose acts take a second one: one proposes, another approves. */
export const LEAST_APPROVERS = 2;

/** Those who may approve, and are not stopped. */
export const approversAmong = (institution: InstitutionPolicy, users: readonly User[]): readonly User[] =>
  users.filter((user) => user.state === "active" && hasRight(institution, user, "approve"));

/**
 * Whether enough administrators who approve remain when a user becomes `next` (undefined: is deleted), where acts take a
 * second one. Undefined: yes. Call it behind the contract's lock. That somebody administers needs no rule: whoever acts
 * does, and nobody acts on themselves.
 */
export const remainingRefusal = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: User,
  next: User | undefined,
): Promise<Refusal<UserAdministrationCode> | undefined> => {
  const { contractId, userId } = user.reference;
  const before = await listUsersIn(tx, contractId);
  const others = before.filter(({ reference }) => reference.userId !== userId);
  const after = next === undefined ? others : [...others, next];
  const contract = await findContractIn(tx, contractId);
  invariant(contract !== undefined, `contract ${contractId} exists`);
  if (!contractNeedsApproval(institution, contract)) return undefined;
  const remaining = approversAmong(institution, after).length;
  const isWorse = remaining < approversAmong(institution, before).length;
  return isWorse && remaining < LEAST_APPROVERS
    ? { code: "APPROVERS_TOO_FEW", detail: `${remaining} would be able to approve` }
    : undefined;
};
