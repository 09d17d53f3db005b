import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, UserReference } from "#domain/context.ts";
import { findContractIn, type Change } from "#domain/contract/contracts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { deleteFactor, insertFactor, selectFactors } from "./contract-factor.store.ts";
import { offeredFactors, type FactorName, type WorkingFactor } from "./factors.ts";
import type { SecondFactorCode } from "./refusals.ts";
import { isCodeVerified } from "./user-registration-code/verify.ts";

/** The further proofs that a contract has, in a transaction, in the order in which they are asked. */
export const contractFactorsIn = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<readonly WorkingFactor[]> => {
  const contracted = await selectFactors(tx, contractId);
  return offeredFactors(institution).filter((factor) => contracted.has(factor));
};

/** The further proofs that are still asked of a user, in a transaction: those of the contract, the code only once. */
export const factorsOfUserIn = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: Pick<UserReference, "contractId" | "userId">,
): Promise<readonly WorkingFactor[]> => {
  const factors = await contractFactorsIn(tx, institution, user.contractId);
  const isCodeAsked = factors.includes("userRegistrationCode") && !(await isCodeVerified(tx, user));
  return factors.filter((factor) => factor !== "userRegistrationCode" || isCodeAsked);
};

/** The further proofs that are asked of a user. Costs nothing where the institution offers none. */
export const factorsOfUser = async (
  { database }: DomainContext,
  institution: InstitutionPolicy,
  user: Pick<UserReference, "contractId" | "userId">,
): Promise<readonly WorkingFactor[]> =>
  offeredFactors(institution).length === 0
    ? []
    : database.inInstitution(institution.code, (tx) => factorsOfUserIn(tx, institution, user));

interface ContractedFactor {
  readonly contractId: string;
  readonly factor: FactorName;
}

/**
 * Contracts a further proof; contracting it again changes nothing. Refused: FACTOR_NOT_OFFERED (also where no step
 * stands behind it yet), CONTRACT_UNKNOWN.
 */
export const contractFactor = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, factor }: ContractedFactor,
  change: Change,
): Promise<Result<undefined, Refusal<SecondFactorCode | "CONTRACT_UNKNOWN">>> => {
  if (!offeredFactors(institution).some((offered) => offered === factor))
    return refused({ code: "FACTOR_NOT_OFFERED", detail: `${institution.id} does not offer ${factor}` });
  if ((await findContractIn(tx, contractId)) === undefined)
    return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  if (await insertFactor(tx, contractId, factor, change.at))
    await recordAudit(tx, { ...change, event: "contract.factorContracted", facts: { contractId, factor } });
  return accepted(undefined);
};

/** Ends a further proof of a contract; says whether it had it. Tokens of its users stay. */
export const endContractFactor = async (
  tx: InstitutionTransaction,
  { contractId, factor }: ContractedFactor,
  change: Change,
): Promise<boolean> => {
  if (!(await deleteFactor(tx, contractId, factor))) return false;
  await recordAudit(tx, { ...change, event: "contract.factorEnded", facts: { contractId, factor } });
  return true;
};
