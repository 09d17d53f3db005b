import type { DomainContext } from "#domain/context.ts";
import {
  prepareSecrets,
  storeSecrets,
  type NewSecrets,
  type SecretHashes,
} from "#domain/credential/secrets.ts";
import type { SecretCode } from "#domain/credential/refusals.ts";
import { mayGrantAcquisition } from "#domain/enrollment/rules/may-grant.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { createUser } from "#domain/user/create.ts";
import type { UserCode } from "#domain/user/refusals.ts";
import { findUserIn, grantAcquisition, type User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import {
  changeBy,
  enterAsAdministrator,
  type ActOfAdministrator,
  type ByAdministrator,
} from "./administrator.ts";
import { findDraft, isDraftRegisteredIn, markRegistered, wordsOfDraft, type UserDraft } from "./draft.ts";
import { provisionalSecrets } from "./provisional.ts";
import type { UserAdministrationCode } from "./refusals.ts";

type RegisterCode = UserCode | SecretCode | UserAdministrationCode;

/** Whether the institution lets administrators give a new user of this role the right to acquire. */
export const mayGrantToNew = (
  institution: Pick<InstitutionPolicy, "acquisition" | "disowning">,
  administrator: Pick<User, "role">,
  role: UserDraft["role"],
): boolean =>
  institution.acquisition.deadlineDays !== null &&
  mayGrantAcquisition(
    institution,
    { kind: "user", role: administrator.role, isOfSameContract: true, isSameUser: false },
    role,
  );

/** All that makes a user, with hashes in place of secrets: what an act of registration carries. */
export interface RegistrationEntry {
  readonly userId: string;
  readonly loginId: string | null;
  readonly userName: string;
  readonly mailAddress: string;
  readonly role: UserDraft["role"];
  readonly language: UserDraft["language"];
  readonly grantsAcquisition: boolean;
  readonly hashes: SecretHashes;
  /** SHA-256 of the draft's token, hexadecimal: the same draft again gives the same user again. */
  readonly draftDigest: string;
}

/** A draft, ready to be registered. */
export interface PreparedRegistration {
  readonly entry: RegistrationEntry;
  /** To be shown, where they were made here; they are kept nowhere. */
  readonly secrets: NewSecrets | undefined;
}

/**
 * Makes ready the draft with this token: the secrets that follow from the token are made and hashed, which takes some
 * 100 ms of a core, outside a transaction.
 */
export const prepareRegistration = async (
  context: DomainContext,
  by: ByAdministrator,
  token: string,
): Promise<Result<PreparedRegistration, Refusal<RegisterCode>>> => {
  const found = await findDraft(context, by, token);
  if (!found.ok) return found;
  const draft = found.value;
  const secrets = madeSecrets(context, by.institution, draft, token);
  const prepared =
    secrets === undefined
      ? accepted(draft.hashes)
      : await prepareSecrets(by.institution, wordsOfDraft(draft), secrets, context);
  if (!prepared.ok) return prepared;
  const { userId, loginId, userName, mailAddress, role, language, grantsAcquisition } = draft;
  // Once it is registered its hashes are gone, and not needed.
  const hashes = prepared.value ?? { login: "", confirmation: "" };
  const draftDigest = digestOfSecret(token).toString("hex");
  const entry = {
    userId,
    loginId,
    userName,
    mailAddress,
    role,
    language,
    grantsAcquisition,
    hashes,
    draftDigest,
  };
  return accepted({ entry, secrets });
};

/**
 * Registers a user with provisional secrets that must be changed at the first login and, where asked and allowed, the
 * right to acquire.
 */
export const registerUser = async (
  tx: InstitutionTransaction,
  by: ActOfAdministrator,
  entry: RegistrationEntry,
): Promise<Result<User, Refusal<RegisterCode>>> => {
  const refusal = await enterAsAdministrator(tx, by, "registerUsers");
  if (refusal !== undefined) return refused(refusal);
  const { institution, administrator, at } = by;
  const { contractId } = administrator.reference;
  const change = changeBy(by);
  const draftDigest = Buffer.from(entry.draftDigest, "hex");
  // The same page may have been sent twice.
  if ((await isDraftRegisteredIn(tx, administrator.reference, draftDigest)) === true) {
    const registered = await findUserIn(tx, { contractId, userId: entry.userId });
    return registered === undefined || registered.deletedAt !== null
      ? refused({ code: "USER_UNKNOWN", detail: "registered and gone" })
      : accepted(registered);
  }
  invariant(entry.hashes.login !== "", "a draft has secrets until it is registered");
  const made = await createUser(tx, institution, { ...entry, contractId, at }, change);
  if (!made.ok) return made;
  await storeSecrets(tx, made.value, entry.hashes, change);
  await markRegistered(tx, draftDigest, at);
  if (!entry.grantsAcquisition || !mayGrantToNew(institution, administrator, entry.role)) return made;
  await grantAcquisition(tx, { ...change, user: made.value.reference });
  const granted = await findUserIn(tx, made.value.reference);
  invariant(granted !== undefined, "a user that was made is found");
  return accepted(granted);
};

const madeSecrets = (
  { refusedSecrets }: DomainContext,
  institution: InstitutionPolicy,
  draft: UserDraft,
  token: string,
): NewSecrets | undefined =>
  draft.secretsAreMade
    ? provisionalSecrets(institution, wordsOfDraft(draft), token, refusedSecrets)
    : undefined;
