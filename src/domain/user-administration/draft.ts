import type { DomainContext, UserReference } from "#domain/context.ts";
import { prepareSecrets, type NewSecrets, type SecretHashes } from "#domain/credential/secrets.ts";
import type { SecretCode } from "#domain/credential/refusals.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { unfitUserField } from "#domain/user/create.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { listUsersIn } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret, newSecret } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import { enterAsAdministrator, type ByAdministrator } from "./administrator.ts";
import { deleteDraftsBefore, insertDraft, selectDraft, updateRegistered } from "./draft.store.ts";
import { userIdOf } from "./provisional.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** How long a draft can be registered after it was entered. */
const DRAFT_MINUTES = 30;

/** A user to be registered, as an administrator entered it. */
export interface UserEntry {
  /** Shinkin: what the person types. BizSOL: undefined, nobody sees it. */
  readonly userId: string | undefined;
  /** BizSOL only. */
  readonly loginId: string | null;
  readonly userName: string;
  readonly mailAddress: string;
  readonly role: "administrator" | "user";
  readonly language: "ja" | "en";
  /** Whether the right to acquire a certificate is given at once. */
  readonly grantsAcquisition: boolean;
  /** Undefined: they are made, and shown when the user is registered. */
  readonly secrets: NewSecrets | undefined;
}

/** What was entered, until it is registered. */
export interface UserDraft extends Omit<UserEntry, "userId" | "secrets"> {
  readonly administrator: UserReference;
  readonly userId: string;
  /** Whether the secrets follow from the token, and are told when it is registered. */
  readonly secretsAreMade: boolean;
  /** Of secrets that were entered; undefined once it is registered. */
  readonly hashes: SecretHashes | undefined;
  readonly createdAt: Temporal.Instant;
  readonly registeredAt: Temporal.Instant | undefined;
}

type DraftCode = UserCode | SecretCode | UserAdministrationCode;

/** The new person's IDs and names: none of them may make up a secret. */
export const wordsOfDraft = (
  draft: Pick<UserDraft, "administrator" | "userId" | "loginId" | "userName" | "mailAddress">,
): (string | null)[] => [
  draft.loginId,
  draft.administrator.contractId,
  draft.userId,
  draft.userName,
  draft.mailAddress.split("@", 1)[0] ?? null,
];

/**
 * Takes what an administrator entered, to be shown and confirmed. Nothing is said about IDs of others here: only
 * registering, which takes the confirmation password and is recorded, tells that one is taken.
 *
 * @returns the token with which it is registered, of which only the digest is kept
 */
export const draftUser = async (
  context: DomainContext,
  { institution, administrator }: ByAdministrator,
  { secrets, ...entry }: UserEntry,
): Promise<Result<{ token: string; draft: UserDraft }, Refusal<DraftCode>>> => {
  const token = newSecret(context.random);
  const at = context.clock.now();
  const draft: UserDraft = {
    ...entry,
    userId: entry.userId ?? userIdOf(token),
    administrator: administrator.reference,
    secretsAreMade: secrets === undefined,
    hashes: undefined,
    createdAt: at,
    registeredAt: undefined,
  };
  const { contractId } = administrator.reference;
  const field = unfitUserField(institution, draft);
  if (field !== undefined) return refused({ code: "USER_FIELD_INVALID", detail: field, facts: { field } });
  let hashes: SecretHashes | undefined;
  if (secrets !== undefined) {
    const prepared = await prepareSecrets(institution, wordsOfDraft(draft), secrets, context);
    if (!prepared.ok) return prepared;
    hashes = prepared.value;
  }
  return context.database.inInstitution(institution.code, async (tx) => {
    const refusal =
      (await enterAsAdministrator(tx, { institution, administrator }, "registerUsers")) ??
      (await fullness(tx, institution, contractId));
    if (refusal !== undefined) return refused(refusal);
    await deleteDraftsBefore(tx, at.subtract({ hours: 24 }));
    await insertDraft(tx, digestOfSecret(token), { ...draft, hashes });
    return accepted({ token, draft: { ...draft, hashes } });
  });
};

const fullness = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  contractId: string,
): Promise<Refusal<UserCode> | undefined> => {
  const limit = institution.contract.maxUsers;
  const { length } = await listUsersIn(tx, contractId);
  return length >= limit
    ? { code: "USER_CONTRACT_FULL", detail: `${length} users`, facts: { limit } }
    : undefined;
};

/** The administrator's own draft with this token, not too old. */
export const findDraft = (
  context: DomainContext,
  { institution, administrator }: ByAdministrator,
  token: string,
): Promise<Result<UserDraft, Refusal<UserAdministrationCode>>> =>
  context.database.inInstitution(institution.code, async (tx) => {
    const draft = await selectDraft(tx, digestOfSecret(token), administrator.reference);
    const isInTime =
      draft !== undefined &&
      Temporal.Instant.compare(context.clock.now(), draft.createdAt.add({ minutes: DRAFT_MINUTES })) < 0;
    return isInTime
      ? accepted(draft)
      : refused({ code: "USER_DRAFT_UNKNOWN", detail: draft === undefined ? "no such draft" : "too old" });
  });

/** Whether the administrator's draft was registered; undefined: it is no longer there. Call it behind the contract's lock. */
export const isDraftRegisteredIn = async (
  tx: InstitutionTransaction,
  administrator: UserReference,
  tokenDigest: Buffer,
): Promise<boolean | undefined> => {
  const draft = await selectDraft(tx, tokenDigest, administrator);
  return draft === undefined ? undefined : draft.registeredAt !== undefined;
};

/** The draft was registered: nothing of what was typed in is needed any more. */
export const markRegistered = (
  tx: InstitutionTransaction,
  tokenDigest: Buffer,
  at: Temporal.Instant,
): Promise<void> => updateRegistered(tx, tokenDigest, at);
