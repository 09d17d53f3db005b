import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, DomainContext, Origin } from "#domain/context.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { isSameUser, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { claimOfUser, countedFactors, digestOfClaim, type CountedProof } from "./claims.ts";
import { stopOf, type Stop } from "./counting.ts";
import {
  deleteFailures,
  deleteSecrets,
  selectFailures,
  selectSecrets,
  upsertSecret,
} from "./credentials.store.ts";
import { hashSecret, type SecretHash } from "./hashing.ts";
import type { SecretCode } from "./refusals.ts";
import { isTrivial } from "./trivial.ts";

/** Both secrets of a user, in the clear: passed on, never kept. */
export type NewSecrets = Readonly<Record<CredentialKind, string>>;

/** Both secrets of a user, as they are stored. */
export type SecretHashes = Readonly<Record<CredentialKind, SecretHash>>;

/** Who changes a user's secrets, when, and from where. */
export interface SecretChange {
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
  /** Whether the owner must change it at the next login; unless told, where another person chose it (B1). */
  readonly mustChange?: boolean | undefined;
}

/** What the rules for secrets need of an institution; its names, where known, must not be part of a secret. */
export type SecretRules = Pick<InstitutionPolicy, "secrets"> &
  Partial<Pick<InstitutionPolicy, "id" | "displayName">>;

/** What is needed to hash, and which further secrets the installation refuses. */
export type SecretServices = Pick<DomainContext, "random" | "refusedSecrets">;

const KINDS: readonly CredentialKind[] = ["login", "confirmation"];

const LETTERS_AND_DIGITS = /^(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]+$/;

/**
 * Whether a secret obeys the institution's rules (B1): its length, its characters, not an ID, and nothing that
 * anybody would guess.
 *
 * @param own the person's IDs and names: none of them may be the secret, or almost all of it
 * @param refusedSecrets further secrets that are refused, in lower case: the installation's own list
 */
export const checkSecret = (
  institution: SecretRules,
  own: readonly (string | null)[],
  secret: string,
  refusedSecrets?: ReadonlySet<string>,
): Refusal<SecretCode> | undefined => {
  const { secrets: rules, id, displayName } = institution;
  const { minCharacters: min, maxCharacters: max } = rules;
  const { length } = Array.from(secret);
  if (length < min || length > max)
    return { code: "SECRET_LENGTH", detail: `${length} characters`, facts: { min, max } };
  if (rules.lettersAndDigits && !LETTERS_AND_DIGITS.test(secret))
    return { code: "SECRET_CHARACTERS", detail: "not letters and digits" };
  if (own.includes(secret)) return { code: "SECRET_SAME_AS_ID", detail: "equal to an ID" };
  const words = [...own, id ?? null, displayName?.en ?? null].filter((word) => word !== null);
  if (isTrivial(secret, words)) return { code: "SECRET_TRIVIAL", detail: "anybody would guess it" };
  if (refusedSecrets?.has(secret.toLowerCase()) === true)
    return { code: "SECRET_BREACHED", detail: "in the list of the installation" };
  return undefined;
};

/**
 * Checks both secrets of a user against the rules and hashes them. Takes some 50 ms of a core: do it before the
 * transaction that stores them.
 */
export const prepareSecrets = async (
  institution: SecretRules,
  own: readonly (string | null)[],
  secrets: NewSecrets,
  { random, refusedSecrets }: SecretServices,
): Promise<Result<SecretHashes, Refusal<SecretCode>>> => {
  for (const kind of KINDS) {
    const refusal = checkSecret(institution, own, secrets[kind], refusedSecrets);
    if (refusal !== undefined) return refused(refusal);
  }
  if (secrets.login === secrets.confirmation)
    return refused({ code: "SECRET_SAME_AS_OTHER", detail: "both secrets are the same" });
  const [login, confirmation] = await Promise.all([
    hashSecret(secrets.login, random),
    hashSecret(secrets.confirmation, random),
  ]);
  return accepted({ login, confirmation });
};

/**
 * Stores both secrets of a user, in place of those that were there. Counts of failures stay: see
 * {@link unlockCredentials}. Secrets that another person chose must be changed at the next login.
 */
export const storeSecrets = async (
  tx: InstitutionTransaction,
  user: User,
  hashes: SecretHashes,
  { mustChange: told, ...change }: SecretChange,
): Promise<void> => {
  const mustChange = told ?? isChosenByAnother(user, change.actor);
  for (const kind of KINDS)
    await upsertSecret(tx, user.reference, { kind, secretHash: hashes[kind], at: change.at, mustChange });
  await recordAudit(tx, {
    ...change,
    event: "credential.changed",
    subject: user.reference,
    facts: { kinds: KINDS, mustChange },
  });
};

const isChosenByAnother = (user: User, actor: Actor): boolean =>
  actor.kind === "staff" || (actor.kind === "user" && !isSameUser(actor.user, user.reference));

/** Which secrets of a user are stored. */
export const storedSecretKinds = async (
  tx: InstitutionTransaction,
  user: User,
): Promise<readonly CredentialKind[]> => {
  const secrets = await selectSecrets(tx, user.reference);
  return KINDS.filter((kind) => secrets.has(kind));
};

/** The stops in force for a known user, by kind of secret or second factor; secrets first. */
export const stopsOfUser = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "family">,
  user: User,
  now: Temporal.Instant,
): Promise<Readonly<Partial<Record<CountedProof, Stop>>>> => {
  const stops: Partial<Record<CountedProof, Stop>> = {};
  for (const kind of [...KINDS, ...countedFactors]) {
    const digest = digestOfClaim(claimOfUser(institution.family, user), kind);
    const stop = stopOf(await selectFailures(tx, digest), now);
    if (stop !== undefined) stops[kind] = stop;
  }
  return stops;
};

/**
 * Administrators lift the stop of transaction authentication with `unlockTransactionAuthentication`, which knows who
 * shares the token (B1).
 */
const factorsUnlockedBy = ({ kind }: Actor) =>
  countedFactors.filter((factor) => kind !== "user" || factor !== "transactionAuthentication");

/** Lifts every stop of a user, second factors included, and forgets the failures counted. Says whether there was anything to forget. */
export const unlockCredentials = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "family">,
  user: User,
  change: SecretChange,
): Promise<boolean> => {
  const claim = claimOfUser(institution.family, user);
  const forgotten = await deleteFailures(
    tx,
    [...KINDS, ...factorsUnlockedBy(change.actor)].map((kind) => digestOfClaim(claim, kind)),
  );
  if (forgotten === 0) return false;
  await recordAudit(tx, { ...change, event: "credential.unlocked", subject: user.reference });
  return true;
};

/** Removes the secrets of a user who is deleted, whose deletion is recorded by the caller. */
export const removeSecrets = (tx: InstitutionTransaction, user: Pick<User, "reference">): Promise<void> =>
  deleteSecrets(tx, user.reference);
