import type { DomainContext, Origin } from "#domain/context.ts";
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
import { enterAsAdministrator } from "./administrator.ts";
import { findDraft, findDraftIn, wordsOfDraft, type ByAdministrator, type UserDraft } from "./draft.ts";
import { updateRegistered } from "./draft.store.ts";
import { provisionalSecrets } from "./provisional.ts";
import type { UserAdministrationCode } from "./refusals.ts";

/** A user who was registered. */
export interface RegisteredUser {
  readonly user: User;
  /** To be shown, where they were made here; they are kept nowhere. */
  readonly secrets: NewSecrets | undefined;
}

type RegisterCode = UserCode | SecretCode | UserAdministrationCode;

/** Whether the institution lets administrators give a new user of this role the right to acquire. */
export const mayGrantToNew = (
  institution: Pick<InstitutionPolicy, "acquisition">,
  administrator: Pick<User, "role">,
  role: UserDraft["role"],
): boolean =>
  institution.acquisition.deadlineDays !== null &&
  mayGrantAcquisition(
    institution,
    { kind: "user", role: administrator.role, isOfSameContract: true, isSameUser: false },
    role,
  );

/**
 * Registers the user of a draft, with provisional secrets that must be changed at the first login and, where asked and
 * allowed, the right to acquire: all of it in one transaction. The same draft again gives the same user again. The
 * administrator's confirmation password has been proved.
 */
export const registerUser = async (
  context: DomainContext,
  by: ByAdministrator,
  { token, origin }: { readonly token: string; readonly origin: Origin },
): Promise<Result<RegisteredUser, Refusal<RegisterCode>>> => {
  const found = await findDraft(context, by, token);
  if (!found.ok) return found;
  const draft = found.value;
  const { institution, administrator } = by;
  const secrets = madeSecrets(context, institution, draft, token);
  const prepared =
    secrets === undefined || draft.registeredAt !== undefined
      ? undefined
      : await prepareSecrets(institution, wordsOfDraft(draft), secrets, context);
  if (prepared?.ok === false) return prepared;
  const hashes = prepared?.value ?? draft.hashes;
  const at = context.clock.now();
  return context.database.inInstitution(institution.code, async (tx) => {
    const refusal = await enterAsAdministrator(tx, administrator);
    if (refusal !== undefined) return refused(refusal);
    // Read again behind the lock: the same page may have been sent twice.
    const again = await findDraftIn(tx, by, token, at);
    if (!again.ok) return again;
    const reference = { ...administrator.reference, userId: draft.userId };
    if (again.value.registeredAt !== undefined) {
      const user = await findUserIn(tx, reference);
      return user === undefined
        ? refused({ code: "USER_UNKNOWN", detail: "registered and gone" })
        : accepted({ user, secrets });
    }
    invariant(hashes !== undefined, "a draft has secrets until it is registered");
    const made = await insert(tx, by, again.value, { hashes, at, origin });
    if (!made.ok) return made;
    await updateRegistered(tx, digestOfSecret(token), at);
    return accepted({ user: made.value, secrets });
  });
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

const insert = async (
  tx: InstitutionTransaction,
  { institution, administrator }: ByAdministrator,
  draft: UserDraft,
  { hashes, at, origin }: { hashes: SecretHashes; at: Temporal.Instant; origin: Origin },
): Promise<Result<User, Refusal<UserCode>>> => {
  const { contractId } = administrator.reference;
  const change = { at, actor: { kind: "user", user: administrator.reference }, origin } as const;
  const made = await createUser(tx, institution, { ...draft, contractId, at }, change);
  if (!made.ok) return made;
  await storeSecrets(tx, made.value, hashes, change);
  if (!draft.grantsAcquisition || !mayGrantToNew(institution, administrator, draft.role)) return made;
  await grantAcquisition(tx, { ...change, user: made.value.reference });
  const granted = await findUserIn(tx, made.value.reference);
  invariant(granted !== undefined, "a user that was made is found");
  return accepted(granted);
};
