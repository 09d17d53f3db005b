import type { DomainContext, Origin } from "#domain/context.ts";
import { runAttempt } from "#domain/credential/attempt.ts";
import type { CredentialCode } from "#domain/credential/refusals.ts";
import type { NewSecrets } from "#domain/credential/secrets.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret, newRowId, newSecret } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { AccountData } from "./account.ts";
import { claimOfAccount, type Letter } from "./letter.ts";
import type { RegistrationCode } from "./refusals.ts";
import { selectLetterOfAccount } from "./registration.store.ts";
import { REGISTRATION_MINUTES } from "./session.ts";
import { insertRegistration } from "./session.store.ts";

/** What stands in the letter, as somebody typed it. */
export interface LetterProof {
  readonly institution: InstitutionPolicy;
  readonly account: AccountData;
  readonly secrets: NewSecrets;
  readonly origin: Origin;
}

/** Longest secret that is compared, in characters: as at login. */
const MOST_CHARACTERS = 64;

/** An unused letter of the account that is not over; with the shape of a person, for the proof. */
const findOpenLetter = async (
  context: Pick<DomainContext, "clock">,
  tx: InstitutionTransaction,
  account: AccountData,
): Promise<(Letter & { readonly state: "active" }) | undefined> => {
  const letter = await selectLetterOfAccount(tx, account);
  const isOpen = letter !== undefined && Temporal.Instant.compare(context.clock.now(), letter.expiresAt) < 0;
  return isOpen ? { ...letter, state: "active" } : undefined;
};

const hashesOf = (letter: Letter | undefined): ReadonlyMap<CredentialKind, string> =>
  new Map(
    letter === undefined
      ? []
      : [
          ["login", letter.hashes.login],
          ["confirmation", letter.hashes.confirmation],
        ],
  );

/**
 * Step 1: account data and both provisional passwords. Gives the token of a new session for the browser's cookie.
 *
 * An account without a letter, a letter that is used or over, and wrong passwords take the same work and get the same
 * answer; failures are counted by the account that was claimed, like those of an ID (decision 0022).
 */
export const startRegistration = async (
  context: DomainContext,
  { institution, account, secrets, origin }: LetterProof,
): Promise<Result<string, Refusal<RegistrationCode | CredentialCode>>> => {
  if (!institution.registration.selfService)
    return refused({ code: "REGISTRATION_NOT_OFFERED", detail: `not by ${institution.id}` });
  const given = Object.values(secrets);
  if (given.some((secret) => secret.length === 0 || secret.length > MOST_CHARACTERS))
    return refused({ code: "CREDENTIAL_INCOMPLETE", detail: "a provisional secret is empty or too long" });
  const proof = await runAttempt(context, {
    institution,
    claim: claimOfAccount(account),
    secrets: [
      { kind: "login", secret: secrets.login },
      { kind: "confirmation", secret: secrets.confirmation },
    ],
    findUser: (tx) => findOpenLetter(context, tx, account),
    hashesOf: async (_, letter) => hashesOf(letter),
    origin,
  });
  if (!proof.ok) return proof;
  return accepted(await openRegistration(context, proof.value));
};

const openRegistration = async (context: DomainContext, letter: Letter): Promise<string> => {
  const token = newSecret(context.random);
  const createdAt = context.clock.now();
  const session = {
    sessionId: newRowId(context.random),
    reference: letter.reference,
    letterAt: letter.createdAt,
    state: "proved",
    revision: 0,
    entered: undefined,
    hashes: undefined,
    expiresAt: createdAt.add({ minutes: REGISTRATION_MINUTES }),
  } as const;
  await context.database.inInstitution(letter.reference.institutionCode, (tx) =>
    insertRegistration(tx, session, { tokenDigest: digestOfSecret(token), createdAt }),
  );
  return token;
};
