import type { DomainContext } from "#domain/context.ts";
import { wordsOfUser } from "#domain/credential/change.ts";
import { randomSecret } from "#domain/credential/random-secret.ts";
import {
  checkSecret,
  prepareSecrets,
  storeSecrets,
  unlockCredentials,
  type NewSecrets,
  type SecretHashes,
} from "#domain/credential/secrets.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { endSessionsOfUser } from "#domain/login/end-sessions.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { hasRight } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  findMemberIn,
  isOwn,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { mailReset } from "./mails.ts";
import type { UserAdministrationCode } from "./refusals.ts";

type ResetCode = Extract<UserCode, "USER_UNKNOWN"> | UserAdministrationCode;

/** Why nobody but the institution may reset this user's secrets: it is oneself, or the head. Undefined: may. */
export const resetRefusal = (
  by: ByAdministrator,
  user: User,
): Refusal<UserAdministrationCode> | undefined => {
  if (isOwn(by, user)) return { code: "OWN_RESET_REFUSED", detail: "the administrator's own account" };
  return user.role === familyOf(by.institution).roles[0]
    ? { code: "HEAD_RESET_REFUSED", detail: `${user.role} is the head of the contract` }
    : undefined;
};

/** Provisional secrets for a user, shown to the administrator once, and their hashes. Takes some 100 ms of a core. */
export const newProvisionalSecrets = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
): Promise<{ readonly secrets: NewSecrets; readonly hashes: SecretHashes }> => {
  const words = wordsOfUser(user);
  const make = (other?: string): string => {
    for (;;) {
      const secret = randomSecret(institution, context.random);
      const refusal = checkSecret(institution, words, secret, context.refusedSecrets);
      if (secret !== other && refusal === undefined) return secret;
    }
  };
  const login = make();
  const secrets = { login, confirmation: make(login) };
  const prepared = await prepareSecrets(institution, words, secrets, context);
  invariant(prepared.ok, "secrets that were made obey the rules");
  return { secrets, hashes: prepared.value };
};

/**
 * Puts provisional secrets in place of a user's own, to be changed at the next login; ends open sessions, and lifts
 * stops where the administrator may do that. The user is told by mail, without the secrets.
 */
export const resetSecretsAsAdministrator = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  { userId, hashes }: { readonly userId: string; readonly hashes: SecretHashes },
): Promise<Result<User, Refusal<ResetCode>>> => {
  const forbidden = await enterAsAdministrator(tx, by, "changeUsers");
  if (forbidden !== undefined) return refused(forbidden);
  const found = await findMemberIn(tx, by, userId);
  if (!found.ok) return found;
  const user = found.value;
  const refusal = resetRefusal(by, user);
  if (refusal !== undefined) return refused(refusal);
  const change = changeBy(by);
  await storeSecrets(tx, user, hashes, change);
  if (hasRight(by.institution, by.administrator, "unlockUsers"))
    await unlockCredentials(tx, by.institution, user, change);
  await endSessionsOfUser(tx, { ...change, user: user.reference, reason: "secretsChanged" });
  await mailReset(tx, by, user);
  return accepted(user);
};
