import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin, UserReference } from "#domain/context.ts";
import { forgetFactorFailures, lockFactorFailures } from "#domain/credential/factor-attempt.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { hasRight } from "#domain/user/rights.ts";
import { findUserIn, isSameUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { SecondFactorCode } from "../refusals.ts";
import { mailTokenNews } from "./mails.ts";
import type { Token } from "./token.ts";
import {
  selectToken,
  selectTokenForUpdate,
  selectTokens,
  updateToken,
  type StoredToken,
} from "./token.store.ts";

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

/** Staff may act on every token; whoever administers tokens in a contract on those of others in it. */
const rightOver = async (
  tx: InstitutionTransaction,
  { institution, actor }: TokenAct,
  token: StoredToken,
): Promise<"may" | "own" | "unknown"> => {
  if (actor.kind === "staff" || actor.kind === "system") return "may";
  if (actor.kind !== "user") return "unknown";
  const user = await findUserIn(tx, actor.user);
  const isAdministrator = user?.state === "active" && hasRight(institution, user, "administerTokens");
  if (!isAdministrator || token.contractId !== actor.user.contractId) return "unknown";
  return token.user !== null && isSameUser(token.user, actor.user) ? "own" : "may";
};

const EVENTS = {
  revoked: "secondFactor.tokenRevoked",
  initialised: "secondFactor.tokenInitialised",
} as const;

/** When it happens is asked once the row is locked, so that times do not run backwards. */
type When = () => Temporal.Instant;

const act = async (
  tx: InstitutionTransaction,
  when: When,
  tokenAct: TokenAct,
  news: "revoked" | "initialised",
  change: (token: StoredToken, at: Temporal.Instant, owner: User | undefined) => Promise<boolean>,
): Promise<Managed> => {
  const { institution, serial, actor, origin } = tokenAct;
  const token = await selectTokenForUpdate(tx, serial);
  const right = token === undefined ? "unknown" : await rightOver(tx, tokenAct, token);
  if (token === undefined || right === "unknown") return unknown(serial);
  if (right === "own") return refused({ code: "OTP_OWN_TOKEN", detail: `${serial} is the actor's own` });
  const at = when();
  const owner = token.user === null ? undefined : await findUserIn(tx, token.user);
  if (!(await change(token, at, owner))) return inWrongState(token);
  if (owner !== undefined) await mailTokenNews(tx, news, { institution, user: owner }, { serial, at });
  await recordAudit(tx, {
    at,
    event: EVENTS[news],
    actor,
    subject: token.user ?? undefined,
    origin,
    facts: { tokenId: serial, kind: token.kind },
  });
  return accepted(token);
};

/** Whether a token is in a state to be revoked. */
export const mayRevoke = ({ state }: Pick<Token, "state">): boolean => state !== "revoked";

/** Whether a token is one to be initialised: a device in use. */
export const mayInitialise = ({ kind, state, user }: Pick<Token, "kind" | "state" | "user">): boolean =>
  kind === "hardware" && state === "active" && user !== null;

/** As {@link revokeToken}, in a transaction. */
export const revokeTokenIn = (tx: InstitutionTransaction, tokenAct: TokenAct, when: When): Promise<Managed> =>
  act(tx, when, tokenAct, "revoked", async (token, at) => {
    if (!mayRevoke(token)) return false;
    await updateToken(tx, token.serial, { state: "revoked", revokedAt: at });
    return true;
  });

/**
 * Ends a token for good (BRSK031): lost, broken, or its phone replaced. Its user can start another after the
 * institution's wait. Gives the token as it was. Refused: OTP_TOKEN_UNKNOWN, OTP_OWN_TOKEN (an administrator's own),
 * OTP_TOKEN_STATE (revoked before).
 */
export const revokeToken = (context: DomainContext, tokenAct: TokenAct): Promise<Managed> =>
  context.database.inInstitution(tokenAct.institution.code, (tx) =>
    revokeTokenIn(tx, tokenAct, () => context.clock.now()),
  );

/** Failures are locked before the token, as attempts do: two that wait for each other would both fail. */
const lockFailuresOfOwner = async (
  tx: InstitutionTransaction,
  { institution, serial }: TokenAct,
  now: Temporal.Instant,
): Promise<void> => {
  const token = await selectToken(tx, serial);
  const owner = token?.user ?? null;
  const user = owner === null ? undefined : await findUserIn(tx, owner);
  if (user !== undefined) await lockFactorFailures(tx, { institution, user, factor: "oneTimePassword" }, now);
};

/** As {@link initialiseToken}, in a transaction. */
export const initialiseTokenIn = async (
  tx: InstitutionTransaction,
  tokenAct: TokenAct,
  when: When,
): Promise<Managed> => {
  await lockFailuresOfOwner(tx, tokenAct, when());
  return act(tx, when, tokenAct, "initialised", async (token, _at, owner) => {
    if (!mayInitialise(token)) return false;
    await updateToken(tx, token.serial, {
      state: "assigned",
      driftSteps: 0,
      outOfStepSince: null,
      startedAt: null,
    });
    const { institution } = tokenAct;
    if (owner !== undefined)
      await forgetFactorFailures(tx, { institution, user: owner, factor: "oneTimePassword" });
    return true;
  });
};

/**
 * Puts a hardware token back before its start of use (BRSK037, BRSK038), for the same user: the drift is forgotten and
 * the stop of wrong values lifted; values that were used stay used. Gives the token as it was. Refused:
 * OTP_TOKEN_UNKNOWN, OTP_OWN_TOKEN, OTP_TOKEN_STATE (software, not in use).
 */
export const initialiseToken = (context: DomainContext, tokenAct: TokenAct): Promise<Managed> =>
  context.database.inInstitution(tokenAct.institution.code, (tx) =>
    initialiseTokenIn(tx, tokenAct, () => context.clock.now()),
  );

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
