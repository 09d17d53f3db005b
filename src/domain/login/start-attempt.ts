import { digestOfSecret, newRowId } from "#shared/ids.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Attempt } from "./attempt.ts";
import { insertAttempt } from "./attempt.store.ts";
import { base32 } from "./base32.ts";
import { ATTEMPT_SECONDS } from "./limits.ts";

export interface StartedAttempt {
  readonly attemptId: string;
  /** The first label of the gate's host name: 32 characters of lower-case base32 (160 random bits). */
  readonly nonce: string;
}

const NONCE_BYTES = 20;

/**
 * Starts a login attempt for one browser: a host name of the gate that nobody has used before, so that the browser
 * asks for a certificate afresh (A7.1). Lives 5 minutes. Only digests of the nonce and the browser's secret are stored.
 */
export const startAttempt = async (
  context: DomainContext,
  input: {
    readonly institution: InstitutionPolicy;
    readonly browserSecret: string;
    readonly origin: Origin;
    /** `check`: only to see whether the browser presents a certificate; `login` unless told. */
    readonly purpose?: Attempt["purpose"];
  },
): Promise<StartedAttempt> => {
  const { purpose = "login" } = input;
  const now = context.clock.now();
  const attemptId = newRowId(context.random);
  const nonce = base32(context.random.bytes(NONCE_BYTES));
  await context.database.inInstitution(input.institution.code, (tx) =>
    Promise.all([
      insertAttempt(tx, {
        attemptId,
        nonceDigest: digestOfSecret(nonce),
        browserDigest: digestOfSecret(input.browserSecret),
        purpose,
        createdAt: now,
        expiresAt: now.add({ seconds: ATTEMPT_SECONDS }),
      }),
      recordAudit(tx, {
        at: now,
        event: purpose === "login" ? "login.started" : "environment.checkStarted",
        actor: { kind: "unidentified" },
        origin: input.origin,
        facts: { attemptId },
      }),
    ]),
  );
  return { attemptId, nonce };
};
