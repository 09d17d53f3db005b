import type { DomainContext } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import { findUser } from "../user/users.ts";
import { isOfBrowser, isOver } from "./attempt.ts";
import { attemptById } from "./attempt.store.ts";

/** What the gate saw when the visitor tested the browser. */
export interface CheckedCertificate {
  /** Why the certificate would not log anybody in; undefined: it would. */
  readonly refusalCode: string | undefined;
  /** Whose it is; undefined where none was presented, or where it is nobody's here. */
  readonly userName: string | undefined;
}

/** What a test found: for the browser that made it, as long as it lives. Undefined where there is no such test. */
export const checkedCertificate = async (
  context: DomainContext,
  question: {
    readonly institution: InstitutionPolicy;
    readonly attemptId: string;
    readonly browserSecret: string | undefined;
  },
): Promise<CheckedCertificate | undefined> => {
  const { institution, attemptId, browserSecret } = question;
  if (!/^[0-9a-f]{32}$/.test(attemptId)) return undefined;
  const attempt = await attemptById(context.database, institution.code, attemptId);
  if (attempt?.purpose !== "check" || attempt.state !== "redeemed") return undefined;
  if (!isOfBrowser(attempt, browserSecret) || isOver(attempt, context.clock.now())) return undefined;
  const user =
    attempt.refusalCode === null && attempt.user !== undefined
      ? await findUser(context, attempt.user)
      : undefined;
  return { refusalCode: attempt.refusalCode ?? undefined, userName: user?.userName };
};
