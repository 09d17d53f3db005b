import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { DomainContext, Origin } from "../context.ts";
import { findContractIn, mayLogInByPassword } from "../contract/contracts.ts";
import { verifyIdentity } from "../credential/credentials.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Refusal } from "../refusal/refusal.ts";
import type { Surroundings } from "../risk/surroundings.ts";
import { findUserIn, type User } from "../user/users.ts";
import { openSession } from "./open-session.ts";
import { recordRefusedLogin } from "./refuse-login.ts";
import type { NewSession } from "./session.ts";

interface PasswordLoginInput {
  readonly institution: InstitutionPolicy;
  /** By field name: the family's login fields (`families.ts`). */
  readonly values: Readonly<Record<string, string>>;
  readonly origin: Origin;
  readonly surroundings?: Surroundings | undefined;
}

/**
 * Login with ID and password. Refusal codes: PASSWORD_LOGIN_NOT_OFFERED (by policy), those of the credential, and
 * PASSWORD_LOGIN_ENDED: said only after correct proof, so that nobody learns from it who exists (A2.7).
 */
export const loginWithPassword = async (
  context: DomainContext,
  input: PasswordLoginInput,
): Promise<Result<NewSession, Refusal>> => {
  if (!input.institution.login.methods.includes("password"))
    return refused({ code: "PASSWORD_LOGIN_NOT_OFFERED", detail: "by the institution's policy" });
  const proved = await verifyIdentity(context, { ...input, fields: "login" });
  if (!proved.ok) return proved;
  const session = await openNow(context, input, proved.value);
  if (session !== undefined) return accepted(session);
  const refusal = { code: "PASSWORD_LOGIN_ENDED", detail: "ended for the contract or for this user" };
  await recordRefusedLogin(context, {
    user: proved.value.reference,
    method: "password",
    refusalCode: refusal.code,
    origin: input.origin,
  });
  return refused(refusal);
};

/** Undefined where login by password has ended. The user is read again: the verification took its time. */
const openNow = (
  context: DomainContext,
  input: PasswordLoginInput,
  proved: User,
): Promise<NewSession | undefined> =>
  context.database.inInstitution(input.institution.code, async (tx) => {
    const [contract, user] = await Promise.all([
      findContractIn(tx, proved.reference.contractId),
      findUserIn(tx, proved.reference),
    ]);
    invariant(contract !== undefined && user !== undefined, "a proved user has a contract");
    if (!mayLogInByPassword(input.institution, contract, user)) return undefined;
    return openSession(context, tx, {
      institution: input.institution,
      user,
      proof: { method: "password", certificateSerial: null },
      origin: input.origin,
      surroundings: input.surroundings,
    });
  });
