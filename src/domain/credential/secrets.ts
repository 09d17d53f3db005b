import { recordAudit } from "#domain/audit/audit.ts";
import type { Actor, Origin } from "#domain/context.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import type { RandomSource } from "#shared/random.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { claimOfUser, digestOfClaim } from "./claims.ts";
import { stopOf, type Stop } from "./counting.ts";
import { deleteFailures, selectFailures, selectSecrets, upsertSecret } from "./credentials.store.ts";
import { hashSecret, type SecretHash } from "./hashing.ts";
import type { SecretCode } from "./refusals.ts";

/** Both secrets of a user, in the clear: passed on, never kept. */
export type NewSecrets = Readonly<Record<CredentialKind, string>>;

/** Both secrets of a user, as they are stored. */
export type SecretHashes = Readonly<Record<CredentialKind, SecretHash>>;

/** Who changes a user's secrets, when, and from where. */
export interface SecretChange {
  readonly at: Temporal.Instant;
  readonly actor: Actor;
  readonly origin?: Origin | undefined;
}

const KINDS: readonly CredentialKind[] = ["login", "confirmation"];

const LETTERS_AND_DIGITS = /^(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]+$/;

/** Whether a secret obeys the institution's rules (B1): its length, its characters, and not an ID. */
export const checkSecret = (
  { secrets: rules }: Pick<InstitutionPolicy, "secrets">,
  ids: readonly (string | null)[],
  secret: string,
): Refusal<SecretCode> | undefined => {
  const { minCharacters: min, maxCharacters: max } = rules;
  const { length } = Array.from(secret);
  if (length < min || length > max)
    return { code: "SECRET_LENGTH", detail: `${length} characters`, facts: { min, max } };
  if (rules.lettersAndDigits && !LETTERS_AND_DIGITS.test(secret))
    return { code: "SECRET_CHARACTERS", detail: "not letters and digits" };
  if (ids.includes(secret)) return { code: "SECRET_SAME_AS_ID", detail: "equal to an ID" };
  return undefined;
};

/**
 * Checks both secrets of a user against the rules and hashes them. Takes some 50 ms of a core: do it before the
 * transaction that stores them.
 */
export const prepareSecrets = async (
  institution: Pick<InstitutionPolicy, "secrets">,
  ids: readonly (string | null)[],
  secrets: NewSecrets,
  random: RandomSource,
): Promise<Result<SecretHashes, Refusal<SecretCode>>> => {
  for (const kind of KINDS) {
    const refusal = checkSecret(institution, ids, secrets[kind]);
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

/** Stores both secrets of a user, in place of those that were there. Counts of failures stay: see {@link unlockCredentials}. */
export const storeSecrets = async (
  tx: InstitutionTransaction,
  user: User,
  hashes: SecretHashes,
  change: SecretChange,
): Promise<void> => {
  for (const kind of KINDS) await upsertSecret(tx, user.reference, kind, hashes[kind], change.at);
  await recordAudit(tx, {
    ...change,
    event: "credential.changed",
    subject: user.reference,
    facts: { kinds: KINDS },
  });
};

/** Which secrets of a user are stored. */
export const storedSecretKinds = async (
  tx: InstitutionTransaction,
  user: User,
): Promise<readonly CredentialKind[]> => {
  const secrets = await selectSecrets(tx, user.reference);
  return KINDS.filter((kind) => secrets.has(kind));
};

/** The stops in force for a known user, by kind of secret. */
export const stopsOfUser = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "family">,
  user: User,
  now: Temporal.Instant,
): Promise<Readonly<Partial<Record<CredentialKind, Stop>>>> => {
  const stops: Partial<Record<CredentialKind, Stop>> = {};
  for (const kind of KINDS) {
    const digest = digestOfClaim(claimOfUser(institution.family, user), kind);
    const stop = stopOf(await selectFailures(tx, digest), now);
    if (stop !== undefined) stops[kind] = stop;
  }
  return stops;
};

/** Lifts every stop of a user and forgets the failures counted. Says whether there was anything to forget. */
export const unlockCredentials = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "family">,
  user: User,
  change: SecretChange,
): Promise<boolean> => {
  const claim = claimOfUser(institution.family, user);
  const forgotten = await deleteFailures(
    tx,
    KINDS.map((kind) => digestOfClaim(claim, kind)),
  );
  if (forgotten === 0) return false;
  await recordAudit(tx, { ...change, event: "credential.unlocked", subject: user.reference });
  return true;
};
