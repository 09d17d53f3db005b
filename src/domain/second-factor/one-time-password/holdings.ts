import type { DomainContext } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { listUsersIn, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { Token } from "./token.ts";
import { selectTokenOfUser, selectTokens } from "./token.store.ts";
import { waitUntil } from "./wait.ts";

/** How a user, or a contract, stands with a token. */
export interface Holding {
  /** Null: the token was handed to the contract, and nobody uses it yet. */
  readonly user: User | null;
  /** The token that waits or is in use, else the one revoked last; undefined: never had any. */
  readonly token: Token | undefined;
  /** No token of the user can be started before; undefined: one can. */
  readonly startableFrom: Temporal.Instant | undefined;
}

const isHeld = ({ state }: Token): boolean => state === "assigned" || state === "active";

const byRevocation = (one: Token, other: Token): number =>
  (other.revokedAt?.epochMilliseconds ?? 0) - (one.revokedAt?.epochMilliseconds ?? 0);

/** Revocations that were no use to the user: a key that was shown and never confirmed. */
const wasInUse = ({ state, startedAt }: Token): boolean => state === "revoked" && startedAt !== null;

const holdingOf = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  user: User,
  { tokens, now }: { readonly tokens: readonly Token[]; readonly now: Temporal.Instant },
): Promise<Holding> => {
  const own = tokens.filter((token) => token.user?.userId === user.reference.userId);
  const held = own.find(isHeld);
  const token = held ?? own.filter(wasInUse).toSorted(byRevocation)[0];
  const mayWait = token?.state !== "active" && own.some(wasInUse);
  return {
    user,
    token,
    startableFrom: mayWait ? await waitUntil(tx, institution, user.reference, now) : undefined,
  };
};

/** Every user of a contract with their token, in the order of the list of users; then tokens that nobody uses yet. */
export const holdingsOfContract = (
  context: DomainContext,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<readonly Holding[]> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const now = context.clock.now();
    const [users, tokens] = await Promise.all([listUsersIn(tx, contractId), selectTokens(tx, contractId)]);
    const holdings: Holding[] = [];
    for (const user of users) holdings.push(await holdingOf(tx, institution, user, { tokens, now }));
    const spare = tokens.filter((token) => token.user === null && isHeld(token));
    return [...holdings, ...spare.map((token) => ({ user: null, token, startableFrom: undefined }))];
  });

/** How one user stands: for their own pages. */
export const holdingOfUser = (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<Holding> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const token = await selectTokenOfUser(tx, user.reference);
    const startableFrom =
      token?.state === "active"
        ? undefined
        : await waitUntil(tx, institution, user.reference, context.clock.now());
    return { user, token, startableFrom };
  });
