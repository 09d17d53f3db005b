import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import { forgetFactorFailures } from "#domain/credential/factor-attempt.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { findUserIn, isSameUser } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { SecondFactorCode } from "../refusals.ts";
import type { Token } from "./token.ts";
import { selectTokenForUpdate, selectTokens, updateToken, type StoredToken } from "./token.store.ts";

/** What staff or an administrator of the contract does to a token. */
export interface TokenAct {
  readonly institution: InstitutionPolicy;
  readonly serial: string;
  readonly actor: Actor;
  readonly origin: Origin;
}

type ManageCode = Extract<SecondFactorCode, "OTP_TOKEN_UNKNOWN" | "OTP_TOKEN_STATE" | "OTP_OWN_TOKEN">;
type Managed = Result<Token, Refusal<ManageCode>>;

const unknown = (serial: string): Managed =>
  refused({ code: "OTP_TOKEN_UNKNOWN", detail: `no token ${serial} that the actor may see` });

const inWrongState = ({ serial, state, kind }: Token): Managed =>
  refused({ code: "OTP_TOKEN_STATE", detail: `${serial} (${kind}) is ${state}` });

/** Staff may act on every token; a master or administrator on those of others in the contract. */
const rightOver = async (
  tx: InstitutionTransaction,
  actor: Actor,
  token: StoredToken,
): Promise<"may" | "own" | "unknown"> => {
  if (actor.kind === "staff" || actor.kind === "system") return "may";
  if (actor.kind !== "user") return "unknown";
  const user = await findUserIn(tx, actor.user);
  const isAdministrator = user !== undefined && user.role !== "user" && user.state === "active";
  if (!isAdministrator || token.contractId !== actor.user.contractId) return "unknown";
  return token.user !== null && isSameUser(token.user, actor.user) ? "own" : "may";
};

/** No clock of ours is asked before the row is locked, so that times do not run backwards. */
const act = (
  context: DomainContext,
  { institution, serial, actor, origin }: TokenAct,
  event: "secondFactor.tokenRevoked" | "secondFactor.tokenInitialised",
  change: (tx: InstitutionTransaction, token: StoredToken, at: Temporal.Instant) => Promise<boolean>,
): Promise<Managed> =>
  context.database.inInstitution(institution.code, async (tx): Promise<Managed> => {
    const token = await selectTokenForUpdate(tx, serial);
    const right = token === undefined ? "unknown" : await rightOver(tx, actor, token);
    if (token === undefined || right === "unknown") return unknown(serial);
    if (right === "own") return refused({ code: "OTP_OWN_TOKEN", detail: `${serial} is the actor's own` });
    const at = context.clock.now();
    if (!(await change(tx, token, at))) return inWrongState(token);
    await recordAudit(tx, {
      at,
      event,
      actor,
      subject: token.user ?? undefined,
      origin,
      facts: { tokenId: serial, kind: token.kind },
    });
    return accepted(token);
  });

/**
 * Ends a token for good (BRSK031): lost, broken, or its phone replaced. Its user can start another after the
 * institution's wait. Gives the token as it was. Refused: OTP_TOKEN_UNKNOWN, OTP_OWN_TOKEN (an administrator's own),
 * OTP_TOKEN_STATE (revoked before).
 */
export const revokeToken = (context: DomainContext, tokenAct: TokenAct): Promise<Managed> =>
  act(context, tokenAct, "secondFactor.tokenRevoked", async (tx, token, at) => {
    if (token.state === "revoked") return false;
    await updateToken(tx, token.serial, { state: "revoked", revokedAt: at });
    return true;
  });

/**
 * Puts a hardware token back before its start of use (BRSK037, BRSK038), for the same user: the drift is forgotten and
 * the stop of wrong values lifted; values that were used stay used. Gives the token as it was. Refused:
 * OTP_TOKEN_UNKNOWN, OTP_OWN_TOKEN, OTP_TOKEN_STATE (software, not in use).
 */
export const initialiseToken = (context: DomainContext, tokenAct: TokenAct): Promise<Managed> =>
  act(context, tokenAct, "secondFactor.tokenInitialised", async (tx, token) => {
    if (token.kind !== "hardware" || token.state !== "active" || token.user === null) return false;
    await updateToken(tx, token.serial, {
      state: "assigned",
      driftSteps: 0,
      outOfStepSince: null,
      startedAt: null,
    });
    const user = await findUserIn(tx, token.user);
    if (user !== undefined)
      await forgetFactorFailures(tx, {
        institution: tokenAct.institution,
        user,
        factor: "oneTimePassword",
      });
    return true;
  });

/** The tokens of a contract, or of the institution, by serial. */
export const listTokens = (
  context: DomainContext,
  institutionCode: string,
  contractId?: string,
): Promise<readonly Token[]> =>
  context.database.inInstitution(institutionCode, (tx) => selectTokens(tx, contractId));

/** The token of a user that waits or is in use, for pages about one user. */
export const tokenOf = async (context: DomainContext, user: UserReference): Promise<Token | undefined> => {
  const tokens = await listTokens(context, user.institutionCode, user.contractId);
  return tokens.find(
    (token) => (token.state === "assigned" || token.state === "active") && token.user?.userId === user.userId,
  );
};
