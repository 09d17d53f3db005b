import { timingSafeEqual } from "node:crypto";
import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, UserReference } from "#domain/context.ts";
import { openFactorAttempt } from "#domain/credential/factor-attempt.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Prover } from "../prover.ts";
import { digestOfCode, readCode } from "./code.ts";
import { selectCode, selectCodes, setVerified, type StoredCode } from "./code.store.ts";
import type { RegistrationCodeCode } from "./refusals.ts";

type Refused = Refusal<RegistrationCodeCode | CredentialCode>;

/** Whether a user has entered the code that was made last, in a transaction. */
export const isCodeVerified = async (
  tx: InstitutionTransaction,
  user: Pick<UserReference, "contractId" | "userId">,
): Promise<boolean> => ((await selectCode(tx, user))?.verifiedAt ?? null) !== null;

/** How a user stands: never handed one out; handed out and open; too late; entered. */
export type CodeState = "none" | "open" | "expired" | "verified";

/** How the users of a contract stand, by user ID; those without a code are not in it. */
export const codesOfContract = async (
  tx: InstitutionTransaction,
  contractId: string,
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, CodeState>> => {
  const states = new Map<string, CodeState>();
  for (const [userId, { expiresAt, verifiedAt }] of await selectCodes(tx, contractId)) {
    const isOver = Temporal.Instant.compare(now, expiresAt) >= 0;
    states.set(userId, verifiedAt !== null ? "verified" : isOver ? "expired" : "open");
  }
  return states;
};

/** Where there is no code: compared all the same, so that the answer takes as long. */
const NOBODYS_DIGEST = Buffer.alloc(32);

const isRight = (stored: StoredCode | undefined, given: Buffer): boolean =>
  timingSafeEqual(stored?.codeDigest ?? NOBODYS_DIGEST, given) && stored !== undefined;

/**
 * Takes the code that the user was handed (利用者登録コード認証; instead of G011e). A code is entered once; from then on the
 * user is not asked for it. Attempts of one user run one after another.
 *
 * Refused: REGISTRATION_CODE_FORM and REGISTRATION_CODE_VERIFIED (not counted), REGISTRATION_CODE_REFUSED (counted;
 * stops by `lockout.userRegistrationCode`), REGISTRATION_CODE_EXPIRED (told only to whoever has the right code),
 * CREDENTIAL_STOPPED_TEMPORARILY, CREDENTIAL_STOPPED.
 */
export const verifyRegistrationCode = async (
  context: DomainContext,
  { institution, user, origin }: Prover,
  typed: string,
): Promise<Result<undefined, Refused>> => {
  const code = readCode(typed);
  if (code === undefined)
    return refused({ code: "REGISTRATION_CODE_FORM", detail: "not 12 letters and digits" });
  const given = digestOfCode(user.reference, code);
  return context.database.inInstitution(institution.code, async (tx): Promise<Result<undefined, Refused>> => {
    const at = context.clock.now();
    const record = (event: `secondFactor.${"proved" | "refused" | "stopped"}`, because: string) =>
      recordAudit(tx, {
        at,
        event,
        actor: { kind: "user", user: user.reference },
        subject: user.reference,
        origin,
        facts: { factor: "userRegistrationCode", because },
      });
    const no = async (refusal: Refused): Promise<Result<undefined, Refused>> => {
      await record("secondFactor.refused", refusal.code);
      return refused(refusal);
    };
    const opened = await openFactorAttempt(context, tx, {
      institution,
      user,
      factor: "userRegistrationCode",
    });
    if (!opened.ok) return no(opened.refusal);
    const stored = await selectCode(tx, user.reference);
    if (stored !== undefined && stored.verifiedAt !== null)
      return no({ code: "REGISTRATION_CODE_VERIFIED", detail: "entered before" });
    if (!isRight(stored, given)) {
      const refusal = { code: "REGISTRATION_CODE_REFUSED", detail: "not the user's code" } as const;
      await record("secondFactor.refused", refusal.code);
      const stop = await opened.value.failed();
      if (stop !== undefined) await record("secondFactor.stopped", stop.code);
      return refused(stop ?? refusal);
    }
    if (stored === undefined || Temporal.Instant.compare(at, stored.expiresAt) >= 0)
      return no({
        code: "REGISTRATION_CODE_EXPIRED",
        detail: `expired ${stored?.expiresAt.toString() ?? ""}`,
      });
    if (!(await setVerified(tx, user.reference, given, at)))
      return no({ code: "REGISTRATION_CODE_VERIFIED", detail: "another request was faster" });
    await opened.value.succeeded();
    await record("secondFactor.proved", "right");
    return accepted(undefined);
  });
};
