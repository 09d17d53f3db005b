import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { refused, accepted, type Result } from "#shared/result.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { endPasswordLoginOfUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import {
  insertContract,
  selectContractForUpdate,
  selectContract,
  selectContracts,
  updateDualApproval,
  updateLoginMethod,
  updatePasswordLoginEnd,
} from "./contracts.store.ts";
import type { ContractCode } from "./refusals.ts";
import { selectPlan } from "./transition.store.ts";

export type LoginMethod = "password" | "certificate";

/** A customer's contract: a company and its users. */
export interface Contract {
  readonly institutionCode: string;
  readonly contractId: string;
  readonly companyName: string;
  /** How its users log in; `certificate` never goes back by itself (A2.7, A2.8). */
  readonly loginMethod: LoginMethod;
  /** When ID/password login ended for everybody in the contract; null while it has not. */
  readonly passwordLoginEndedAt: Temporal.Instant | null;
  readonly createdAt: Temporal.Instant;
  /** Whether acts of administrators take a second one, where the institution offers that. */
  readonly dualApproval: boolean;
}

/** A contract to be made. */
export interface NewContract {
  /** 1 to 20 half-width letters, digits and hyphens. */
  readonly contractId: string;
  /** 1 to 100 characters. */
  readonly companyName: string;
  readonly loginMethod: LoginMethod;
}

/** Who changes something, when, and from where. */
export interface Change {
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

/** The contract, in a transaction; undefined where there is none. */
export const findContractIn = (
  tx: InstitutionTransaction,
  contractId: string,
): Promise<Contract | undefined> => selectContract(tx, contractId);

/** The contract; undefined where there is none. */
export const findContract = (
  context: DomainContext,
  institutionCode: string,
  contractId: string,
): Promise<Contract | undefined> =>
  context.database.inInstitution(institutionCode, (tx) => selectContract(tx, contractId));

/** Locks the contract until the transaction ends, so that what counts its users or certificates runs one after another. Says whether it exists. */
export const lockContract = (tx: InstitutionTransaction, contractId: string): Promise<boolean> =>
  selectContractForUpdate(tx, contractId);

/** All contracts of the transaction's institution, by ID. */
export const listContractsIn = (tx: InstitutionTransaction): Promise<Contract[]> => selectContracts(tx);

/** All contracts of an institution, by ID. */
export const listContracts = (context: DomainContext, institutionCode: string): Promise<Contract[]> =>
  context.database.inInstitution(institutionCode, selectContracts);

const CONTRACT_ID = /^[A-Za-z0-9-]{1,20}$/;

/** The first field of a new contract that is not as it must be. */
const unfitField = ({ contractId, companyName }: NewContract): string | undefined => {
  if (!CONTRACT_ID.test(contractId)) return "contractId";
  const { length } = Array.from(companyName);
  return length < 1 || length > 100 || /\p{Cc}/u.test(companyName) ? "companyName" : undefined;
};

/**
 * Makes a contract. Refuses an ID that is taken, and ID/password login where the institution does not offer it.
 *
 * Where ID/password login ends `fromStart`, a contract with certificates is made without it (A2.7).
 */
export const createContract = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contract: NewContract,
  change: Change,
): Promise<Result<Contract, Refusal<ContractCode>>> => {
  const { contractId, companyName, loginMethod } = contract;
  const field = unfitField(contract);
  if (field !== undefined)
    return refused({ code: "CONTRACT_FIELD_INVALID", detail: field, facts: { field } });
  if (!institution.login.methods.includes(loginMethod))
    return refused({
      code: "CONTRACT_METHOD_NOT_OFFERED",
      detail: `${institution.id} does not offer ${loginMethod}`,
    });
  const endsAtOnce = loginMethod === "certificate" && institution.login.passwordLoginEnds === "fromStart";
  const made: Contract = {
    institutionCode: institution.code,
    contractId,
    companyName,
    loginMethod,
    passwordLoginEndedAt: endsAtOnce ? change.at : null,
    createdAt: change.at,
    dualApproval: false,
  };
  if (!(await insertContract(tx, made)))
    return refused({ code: "CONTRACT_ID_TAKEN", detail: `contract ${contractId} exists` });
  await recordAudit(tx, { ...change, event: "contract.created", facts: { contractId, loginMethod } });
  return accepted(made);
};

/**
 * Switches a contract to certificates (A2.7; [002] “by application”). It never goes back by itself (A2.8). Where
 * the institution's rule is `fromStart`, ID/password login ends now for everybody in the contract.
 */
export const switchToCertificates = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contractId: string,
  change: Change,
): Promise<Result<Contract, Refusal<ContractCode>>> => {
  const contract = await selectContract(tx, contractId);
  if (contract === undefined)
    return refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  if (contract.loginMethod === "certificate")
    return refused({ code: "CONTRACT_USES_CERTIFICATES", detail: `contract ${contractId} has switched` });
  await updateLoginMethod(tx, contractId, "certificate");
  await recordAudit(tx, { ...change, event: "contract.switchedToCertificates", facts: { contractId } });
  if (institution.login.passwordLoginEnds === "fromStart")
    await endForContract(tx, contractId, change, "switchedToCertificates");
  const switched = await selectContract(tx, contractId);
  return switched === undefined
    ? refused({ code: "CONTRACT_UNKNOWN", detail: `no contract ${contractId}` })
    : accepted(switched);
};

/** Whether acts of administrators take a second one in this contract. */
export const contractNeedsApproval = (
  { userAdministration }: Pick<InstitutionPolicy, "userAdministration">,
  { dualApproval }: Pick<Contract, "dualApproval">,
): boolean => dualApproval && userAdministration.dualApproval === "byContract";

/** Records whether acts take a second administrator. Whether that is possible is for the caller to judge. */
export const recordDualApproval = async (
  tx: InstitutionTransaction,
  contractId: string,
  dualApproval: boolean,
  change: Change,
): Promise<void> => {
  await updateDualApproval(tx, contractId, dualApproval);
  await recordAudit(tx, {
    ...change,
    event: "contract.approvalChanged",
    facts: { contractId, dualApproval },
  });
};

/** Certificates may be acquired in the contract from now on, beside ID and password; nothing where that is so. */
export const beginCertificates = async (
  tx: InstitutionTransaction,
  contractId: string,
  change: Change,
): Promise<void> => {
  const contract = await selectContract(tx, contractId);
  if (contract?.loginMethod !== "password") return;
  await updateLoginMethod(tx, contractId, "certificate");
  await recordAudit(tx, { ...change, event: "contract.switchedToCertificates", facts: { contractId } });
};

/**
 * Ends ID/password login for everybody in the contract at once, because of its plan or an act before its date (A7.16).
 * Does nothing where it has ended.
 */
export const endPasswordLoginOfContract = (
  tx: InstitutionTransaction,
  contractId: string,
  change: Change,
  because: "plan" | "administrator" | "staff",
): Promise<void> => endForContract(tx, contractId, change, because);

/**
 * Ends ID/password login as the institution's rule says, because `user` has obtained a certificate (A2.7). Call it
 * in the transaction that makes the certificate active. Does nothing where the rule says so or it has ended. A
 * contract whose ID/password login ends uses certificates from then on.
 */
export const endPasswordLogin = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: User,
  change: Change,
): Promise<void> => {
  // A plan says itself when it ends, so that nobody is stranded (A7.16).
  if (institution.transition.plannedBy !== "nobody") {
    const plan = await selectPlan(tx, user.reference.contractId);
    if (plan?.completedAt === null) return;
  }
  switch (institution.login.passwordLoginEnds) {
    case "never":
      return;
    case "fromStart":
      return endForContract(tx, user.reference.contractId, change, "acquisition");
    case "byAdministratorAcquisition":
      if (user.role === "user") return;
      return endForContract(tx, user.reference.contractId, change, "administratorAcquisition");
    case "byOwnAcquisition":
      return endPasswordLoginOfUser(tx, { ...change, user: user.reference });
  }
};

/**
 * Whether this user may log in by ID and password: the institution offers it, and it has ended neither for the
 * contract nor for the user (A2.7).
 */
export const mayLogInByPassword = (
  institution: Pick<InstitutionPolicy, "login">,
  contract: Pick<Contract, "passwordLoginEndedAt">,
  user: Pick<User, "passwordLoginEndedAt">,
): boolean =>
  institution.login.methods.includes("password") &&
  contract.passwordLoginEndedAt === null &&
  user.passwordLoginEndedAt === null;

const endForContract = async (
  tx: InstitutionTransaction,
  contractId: string,
  change: Change,
  because: string,
): Promise<void> => {
  if (!(await updatePasswordLoginEnd(tx, contractId, change.at))) return;
  await recordAudit(tx, { ...change, event: "contract.passwordLoginEnded", facts: { contractId, because } });
};
