import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext } from "#domain/context.ts";
import { openFactorAttempt, type FactorAttempt } from "#domain/credential/factor-attempt.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { refused, type Result } from "#shared/result.ts";
import type { Prover } from "../prover.ts";
import type { TransactionCode } from "./refusals.ts";

/** Who approves something by a token. */
export type Approver = Prover;

export type TxaCode = TransactionCode | CredentialCode;
export type TxaResult<Value> = Result<Value, Refusal<TxaCode>>;

type Facts = Readonly<Record<string, string | number>>;
type Said = { readonly ok: false; readonly refusal: Refusal<TxaCode> };

/** One attempt, inside its transaction. */
export interface TxaAttempt {
  readonly tx: InstitutionTransaction;
  readonly now: Temporal.Instant;
  /** Records something that is no proof. */
  note(event: `secondFactor.${string}`, facts: Facts): Promise<void>;
  /** The number was right: failures are forgotten, `event` is recorded. */
  right(event: `secondFactor.${string}`, facts: Facts): Promise<void>;
  /** It was wrong: a failure more. */
  wrong(refusal: Refusal<TransactionCode>): Promise<Said>;
  /** Neither: recorded, not counted. */
  no(refusal: Refusal<TransactionCode>): Promise<Said>;
}

const attemptOf = (
  context: DomainContext,
  { user, origin }: Approver,
  tx: InstitutionTransaction,
  counting: FactorAttempt,
): TxaAttempt => {
  const now = context.clock.now();
  const record = (event: `secondFactor.${string}`, facts: Facts): Promise<void> =>
    recordAudit(tx, {
      at: now,
      event,
      actor: { kind: "user", user: user.reference },
      subject: user.reference,
      origin,
      facts: { factor: "transactionAuthentication", ...facts },
    });
  return {
    tx,
    now,
    note: record,
    right: async (event, facts) => {
      await counting.succeeded();
      await record(event, facts);
    },
    wrong: async (refusal) => {
      await record("secondFactor.refused", { because: refusal.code });
      const stop = await counting.failed();
      if (stop !== undefined) await record("secondFactor.stopped", { because: stop.code });
      return refused(stop ?? refusal);
    },
    no: async (refusal) => {
      await record("secondFactor.refused", { because: refusal.code });
      return refused(refusal);
    },
  };
};

/**
 * Runs an attempt in one transaction. Attempts of one user run one after another, so that a number is never accepted
 * twice and no more are compared than the policy allows. Refused besides what `judge` says:
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const attemptTransaction = <Value>(
  context: DomainContext,
  approver: Approver,
  judge: (attempt: TxaAttempt) => Promise<TxaResult<Value>>,
): Promise<TxaResult<Value>> => {
  const { institution, user, origin } = approver;
  return context.database.inInstitution(institution.code, async (tx) => {
    const opened = await openFactorAttempt(context, tx, {
      institution,
      user,
      factor: "transactionAuthentication",
    });
    if (opened.ok) return judge(attemptOf(context, approver, tx, opened.value));
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "secondFactor.refused",
      actor: { kind: "user", user: user.reference },
      subject: user.reference,
      origin,
      facts: { factor: "transactionAuthentication", because: opened.refusal.code },
    });
    return opened;
  });
};
