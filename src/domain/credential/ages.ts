import type { CredentialKind } from "#domain/institution/families.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectSecretAges } from "./credentials.store.ts";

/** What is to be said about one secret: `mustChange`: somebody else chose it; `old`: a change is recommended (B1). */
export interface SecretState {
  readonly kind: CredentialKind;
  readonly changedAt: Temporal.Instant;
  readonly mustChange: boolean;
  readonly isOld: boolean;
}

const HOURS_OF_A_DAY = 24;

/** How a user's secrets stand, the login secret first. */
export const secretStates = async (
  tx: InstitutionTransaction,
  { secrets }: Pick<InstitutionPolicy, "secrets">,
  user: Pick<User, "reference">,
  now: Temporal.Instant,
): Promise<readonly SecretState[]> => {
  const days = secrets.changeReminderDays;
  const oldBefore = days === null ? undefined : now.subtract({ hours: days * HOURS_OF_A_DAY });
  const states = (await selectSecretAges(tx, user.reference)).map(({ kind, changedAt, mustChange }) => ({
    kind,
    changedAt,
    mustChange,
    isOld: oldBefore !== undefined && Temporal.Instant.compare(changedAt, oldBefore) <= 0,
  }));
  return states.toSorted((left) => (left.kind === "login" ? -1 : 1));
};

/** What a new login is asked about the secrets first. Use is never blocked for age alone (B1). */
export const secretRequestOf = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "secrets">,
  user: Pick<User, "reference">,
  now: Temporal.Instant,
): Promise<"required" | "recommended" | null> => {
  const states = await secretStates(tx, institution, user, now);
  if (states.some(({ mustChange }) => mustChange)) return "required";
  return states.some(({ isOld }) => isOld) ? "recommended" : null;
};
