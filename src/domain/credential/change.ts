import { recordAudit } from "#domain/audit/audit.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { verifySecret } from "./credentials.ts";
import { replaceSecret, selectSecrets } from "./credentials.store.ts";
import { hashSecret, matchesSecret, type SecretHash } from "./hashing.ts";
import type { CredentialCode, SecretCode } from "./refusals.ts";
import { checkSecret } from "./secrets.ts";

/** One secret that its owner changes. */
export interface SecretReplacement {
  readonly kind: CredentialKind;
  readonly current: string;
  readonly next: string;
}

/** A change by the owner. */
export interface OwnSecretChange {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  /** Each kind at most once. */
  readonly replacements: readonly SecretReplacement[];
  readonly origin: Origin;
}

/** A change that has been proved and may be stored with {@link storeChange}. */
export interface ProvedChange {
  readonly user: User;
  readonly origin: Origin;
  readonly replacements: readonly {
    readonly kind: CredentialKind;
    readonly proved: SecretHash;
    readonly next: SecretHash;
  }[];
}

/** Which secret a refusal is about, for the form. */
export type ChangeRefusal = Refusal<CredentialCode | SecretCode> & { readonly kind: CredentialKind };

type Hashes = ReadonlyMap<CredentialKind, SecretHash>;

/** The person's IDs and names, none of which may make up a secret. */
export const wordsOfUser = ({ loginId, reference, userName, mailAddress }: User): (string | null)[] => [
  loginId,
  reference.contractId,
  reference.userId,
  userName,
  mailAddress?.split("@", 1)[0] ?? null,
];

/**
 * Checks and proves a change of secrets by their owner: the rules for the new ones, then the present ones (counted and
 * stopped like every proof), then that nothing stays as it was. Takes some 50 ms of a core for each secret, outside a
 * transaction.
 */
export const proveChange = async (
  context: DomainContext,
  change: OwnSecretChange,
): Promise<Result<ProvedChange, ChangeRefusal>> => {
  const { user, replacements, origin } = change;
  const unfit = refusalByRules(context, change);
  if (unfit !== undefined) return refused(unfit);
  const hashes = await context.database.inInstitution(user.reference.institutionCode, (tx) =>
    selectSecrets(tx, user.reference),
  );
  for (const { kind, current } of replacements) {
    const proof = await verifySecret(context, { user, kind, secret: current, origin });
    if (!proof.ok) return refused({ ...proof.refusal, kind });
  }
  const same = await refusalBySameness(change, hashes);
  if (same !== undefined) return refused(same);
  const proved = [];
  for (const { kind, next } of replacements)
    proved.push({ kind, proved: hashes.get(kind) ?? "", next: await hashSecret(next, context.random) });
  return accepted({ user, origin, replacements: proved });
};

const refusalByRules = (
  { refusedSecrets }: DomainContext,
  { institution, user, replacements }: OwnSecretChange,
): ChangeRefusal | undefined => {
  for (const { kind, next } of replacements) {
    const refusal = checkSecret(institution, wordsOfUser(user), next, refusedSecrets);
    if (refusal !== undefined) return { ...refusal, kind };
  }
  return undefined;
};

/** Said only once the present secrets are proved: it tells about them. */
const refusalBySameness = async (
  { replacements }: OwnSecretChange,
  hashes: Hashes,
): Promise<ChangeRefusal | undefined> => {
  for (const { kind, current, next } of replacements) {
    if (next === current) return { code: "SECRET_UNCHANGED", detail: `${kind}: as before`, kind };
    const otherKind = kind === "login" ? "confirmation" : "login";
    const other = replacements.find((replacement) => replacement.kind === otherKind);
    const otherHash = hashes.get(otherKind);
    const isSame =
      other === undefined
        ? otherHash !== undefined && (await matchesSecret(otherHash, next))
        : other.next === next;
    if (isSame) return { code: "SECRET_SAME_AS_OTHER", detail: `${kind}: as the ${otherKind} secret`, kind };
  }
  return undefined;
};

/**
 * Stores a proved change; false, with nothing stored, where a secret is no longer the one that was proved: then somebody
 * else was faster.
 */
export const storeChange = async (
  tx: InstitutionTransaction,
  { user, origin, replacements }: ProvedChange,
  at: Temporal.Instant,
): Promise<boolean> => {
  for (const [index, replacement] of replacements.entries()) {
    if (await replaceSecret(tx, user.reference, { ...replacement, at })) continue;
    // A first one that was replaced already must not stand alone.
    if (index > 0) throw new ChangedMeanwhile();
    return false;
  }
  await recordAudit(tx, {
    at,
    event: "credential.changed",
    actor: { kind: "user", user: user.reference },
    subject: user.reference,
    origin,
    facts: { kinds: replacements.map(({ kind }) => kind), mustChange: false },
  });
  return true;
};

/** Undoes the transaction of a change of which only a part could be stored. */
export class ChangedMeanwhile extends Error {
  override readonly name = "ChangedMeanwhile";
}
