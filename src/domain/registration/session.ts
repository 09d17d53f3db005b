import type { DomainContext, UserReference } from "#domain/context.ts";
import type { SecretHashes } from "#domain/credential/secrets.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { digestOfSecret } from "#shared/ids.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { RegistrationCode } from "./refusals.ts";
import { selectLetter } from "./registration.store.ts";
import { deleteRegistrations, lockRegistration } from "./session.store.ts";

/** How long the whole procedure may take. */
export const REGISTRATION_MINUTES = 30;

/** What the customer entered, secrets aside. */
export interface Entered {
  readonly userName: string;
  readonly mailAddress: string;
  readonly loginId: string;
  readonly language: "ja" | "en";
}

/** One passage through the screens, from the proof to the result. */
export interface RegistrationSession {
  readonly sessionId: string;
  readonly reference: UserReference;
  /** When the letter that was proved was made. */
  readonly letterAt: Temporal.Instant;
  readonly state: "proved" | "entered" | "mailConfirmed" | "completed";
  /** Grows with each entry: what is confirmed must be what was shown. */
  readonly revision: number;
  readonly entered: Entered | undefined;
  readonly hashes: SecretHashes | undefined;
  readonly expiresAt: Temporal.Instant;
}

/** Which browser asks, at which institution. */
export interface RegistrationQuestion {
  readonly institution: InstitutionPolicy;
  /** Undefined where the browser sent no cookie. */
  readonly token: string | undefined;
}

type Found = Result<RegistrationSession, Refusal<RegistrationCode>>;

/**
 * The session of a token while it lives, locked until the transaction ends. Refuses REGISTRATION_SESSION_OVER, and
 * REGISTRATION_USED where another session has used the letter or a newer letter replaced it.
 */
export const lockRegistrationIn = async (
  context: Pick<DomainContext, "clock">,
  tx: InstitutionTransaction,
  token: string | undefined,
): Promise<Found> => {
  const session = token === undefined ? undefined : await lockRegistration(tx, digestOfSecret(token));
  if (session === undefined || Temporal.Instant.compare(context.clock.now(), session.expiresAt) >= 0)
    return refused({ code: "REGISTRATION_SESSION_OVER", detail: "no such session, or it is over" });
  if (session.state === "completed") return accepted(session);
  const letter = await selectLetter(tx, session.reference);
  if (letter?.usedAt !== null || !letter.createdAt.equals(session.letterAt))
    return refused({ code: "REGISTRATION_USED", detail: "the letter was used or replaced" });
  return accepted(session);
};

/** The same, for a page that only shows it. */
export const findRegistration = (
  context: DomainContext,
  { institution, token }: RegistrationQuestion,
): Promise<Found> =>
  context.database.inInstitution(institution.code, (tx) => lockRegistrationIn(context, tx, token));

/** Forgets sessions that were over a day ago, in every institution. For the worker, hourly. */
export const tidyRegistrations = async (context: DomainContext): Promise<{ registrations: number }> => {
  const expiredBefore = context.clock.now().subtract({ hours: 24 });
  let registrations = 0;
  for (const { code } of context.institutions.all)
    registrations += await context.database.inInstitution(code, (tx) =>
      deleteRegistrations(tx, expiredBefore),
    );
  return { registrations };
};
