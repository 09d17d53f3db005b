import {
  lockContract,
  recordDualApproval,
  type Change,
  type Contract,
  findContractIn,
} from "#domain/contract/contracts.ts";
import type { ContractCode } from "#domain/contract/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { approversAmong, LEAST_APPROVERS } from "#domain/user-administration/remaining.ts";
import { listUsersIn } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";

/**
 * Switches approval by a second administrator on or off for a contract, which staff do on application. Refused where
 * the institution does not offer it, and where fewer than two administrators could approve: the first act would strand.
 */
export const setDualApproval = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, dualApproval }: Pick<Contract, "contractId" | "dualApproval">,
  change: Change,
): Promise<Result<Contract, Refusal<ContractCode>>> => {
  if (institution.userAdministration.dualApproval === "never")
    return refused({ code: "CONTRACT_APPROVAL_NOT_OFFERED", detail: `not at ${institution.id}` });
  await lockContract(tx, contractId);
  const contract = await findContractIn(tx, contractId);
  if (contract === undefined)
    return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  const approvers = approversAmong(institution, await listUsersIn(tx, contractId)).length;
  if (dualApproval && approvers < LEAST_APPROVERS)
    return refused({ code: "CONTRACT_NEEDS_SECOND_APPROVER", detail: `${approvers} could approve` });
  if (contract.dualApproval !== dualApproval) await recordDualApproval(tx, contractId, dualApproval, change);
  return accepted({ ...contract, dualApproval });
};
