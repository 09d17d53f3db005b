import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import { openFactorAttempt, type FactorAttempt } from "#domain/credential/factor-attempt.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { refused, type Result } from "#shared/result.ts";
import type { SecondFactorCode } from "../refusals.ts";

/** Who proves something by one-time passwords. Who they are was proved before. */
export interface Prover {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  readonly origin: Origin;
}

export type OtpCode = SecondFactorCode | CredentialCode;
export type OtpResult<Value> = Result<Value, Refusal<OtpCode>>;

/** One attempt, inside its transaction. */
export interface OtpAttempt {
  readonly tx: InstitutionTransaction;
  readonly now: Temporal.Instant;
  /** The proof was right: failures are forgotten, `event` is recorded. */
  right(event: OtpEvent, serial: string, facts?: Readonly<Record<string, string | number>>): Promise<void>;
  /** The proof was wrong: a failure more. */
  wrong(
    refusal: Refusal<SecondFactorCode>,
  ): Promise<{ readonly ok: false; readonly refusal: Refusal<OtpCode> }>;
  /** Neither: recorded, not counted. */
  no(refusal: Refusal<SecondFactorCode>): Promise<{ readonly ok: false; readonly refusal: Refusal<OtpCode> }>;
}

type OtpEvent = `secondFactor.${"proved" | "synchronised" | "tokenStarted" | "tokenReplaced"}`;

const attemptOf = (
  context: DomainContext,
  { user, origin }: Prover,
  tx: InstitutionTransaction,
  counting: FactorAttempt,
): OtpAttempt => {
  const now = context.clock.now();
  const record = (event: `secondFactor.${string}`, facts: Readonly<Record<string, string | number>>) =>
    recordAudit(tx, {
      at: now,
      event,
      actor: { kind: "user", user: user.reference },
      subject: user.reference,
      origin,
      facts: { factor: "oneTimePassword", ...facts },
    });
  return {
    tx,
    now,
    right: async (event, serial, facts = {}) => {
      await counting.succeeded();
      await record(event, { tokenId: serial, ...facts });
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
 * Runs an attempt in one transaction. Attempts of one user run one after another, so none is compared that the
 * lock-out would have stopped, and a value is never accepted twice. Refused besides what `judge` says:
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const attemptOtp = <Value>(
  context: DomainContext,
  prover: Prover,
  judge: (attempt: OtpAttempt) => Promise<OtpResult<Value>>,
): Promise<OtpResult<Value>> => {
  const { institution, user } = prover;
  return context.database.inInstitution(institution.code, async (tx) => {
    const opened = await openFactorAttempt(context, tx, { institution, user, factor: "oneTimePassword" });
    if (opened.ok) return judge(attemptOf(context, prover, tx, opened.value));
    await recordAudit(tx, {
      at: context.clock.now(),
      event: "secondFactor.refused",
      actor: { kind: "user", user: user.reference },
      subject: user.reference,
      origin: prover.origin,
      facts: { factor: "oneTimePassword", because: opened.refusal.code },
    });
    return opened;
  });
};
