import type { UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectLastRevocation } from "./token.store.ts";

/** Until when no token of the user may begin, shortly after the last one was revoked (B1); undefined: one may. */
export const waitUntil = async (
  tx: InstitutionTransaction,
  { secondFactor }: Pick<InstitutionPolicy, "secondFactor">,
  user: UserReference,
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> => {
  const revokedAt = await selectLastRevocation(tx, user);
  const until = revokedAt?.add({ seconds: secondFactor.oneTimePassword.waitAfterRevocationSeconds });
  return until === undefined || Temporal.Instant.compare(now, until) >= 0 ? undefined : until;
};

/** The refusal of a new token shortly after the last one was revoked (B1); undefined: none. */
export const waitRefusal = async (
  tx: InstitutionTransaction,
  institution: Pick<InstitutionPolicy, "secondFactor" | "timeZone">,
  user: UserReference,
  now: Temporal.Instant,
): Promise<Refusal<"OTP_TOKEN_WAIT"> | undefined> => {
  const until = await waitUntil(tx, institution, user, now);
  if (until === undefined) return undefined;
  const local = until
    .toZonedDateTimeISO(institution.timeZone)
    .round({ smallestUnit: "minute", roundingMode: "ceil" });
  return {
    code: "OTP_TOKEN_WAIT",
    detail: `no token before ${until.toString()}`,
    facts: { until: `${local.toPlainDate().toString()} ${local.toPlainTime().toString().slice(0, 5)}` },
  };
};
