import { recordAudit } from "#domain/audit/audit.ts";
import type { UserReference } from "#domain/context.ts";
import { lockContract, type Change } from "#domain/contract/contracts.ts";
import type { Claim } from "#domain/credential/claims.ts";
import { forgetFailures } from "#domain/credential/forget-failures.ts";
import type { SecretHashes } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { AccountData } from "./account.ts";
import type { RegistrationCode } from "./refusals.ts";
import { upsertLetter } from "./registration.store.ts";

/** What a new customer gets by letter, as it is kept. */
export interface Letter {
  /** The user that it will make. */
  readonly reference: UserReference;
  readonly account: AccountData;
  readonly hashes: SecretHashes;
  readonly createdAt: Temporal.Instant;
  /** First instant at which it no longer works. */
  readonly expiresAt: Temporal.Instant;
  readonly usedAt: Temporal.Instant | null;
}

/** User ID of the master that a letter makes. */
export const MASTER_USER_ID = "0001";

/** A letter to be made. */
export interface NewLetter {
  readonly contractId: string;
  readonly account: AccountData;
  readonly hashes: SecretHashes;
}

/** The account as a claim: counted and stopped like an ID, and like no ID (it has four parts). */
export const claimOfAccount = ({ branchNumber, accountType, accountNumber }: AccountData): Claim => ({
  naming: ["account", branchNumber, accountType, accountNumber],
});

/**
 * Makes the letter of a contract whose master has no login ID yet, in place of an earlier one that was not used; stops
 * of the account are lifted. Refuses a contract that has its master, and an account that another open letter has.
 */
export const issueLetter = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { contractId, account, hashes }: NewLetter,
  change: Change,
): Promise<Result<Letter, Refusal<RegistrationCode | "USER_CONTRACT_UNKNOWN">>> => {
  if (!institution.registration.selfService)
    return refused({ code: "REGISTRATION_NOT_OFFERED", detail: `not by ${institution.id}` });
  if (!(await lockContract(tx, contractId)))
    return refused({ code: "USER_CONTRACT_UNKNOWN", detail: `no contract ${contractId}` });
  const reference = { institutionCode: institution.code, contractId, userId: MASTER_USER_ID };
  const expiresAt = change.at.add({ hours: institution.registration.letterDays * 24 });
  const letter: Letter = { reference, account, hashes, createdAt: change.at, expiresAt, usedAt: null };
  const exists = (await findUserIn(tx, reference)) !== undefined;
  if (exists || !(await upsertLetter(tx, letter)))
    return refused({ code: "REGISTRATION_LETTER_EXISTS", detail: `contract ${contractId}` });
  await forgetFailures(tx, claimOfAccount(account));
  await recordAudit(tx, {
    ...change,
    event: "registration.letterIssued",
    subject: reference,
    facts: { contractId, letterEnds: expiresAt.toString() },
  });
  return accepted(letter);
};
