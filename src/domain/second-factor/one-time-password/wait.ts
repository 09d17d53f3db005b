import type { UserReference } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { selectLastRevocation } from "./token.store.ts";

/** The refusal of a new token shortly after the last one was revoked (B1); undefined: none. */
export const waitRefusal = async (
  tx: InstitutionTransaction,
  { secondFactor, timeZone }: Pick<InstitutionPolicy, "secondFactor" | "timeZone">,
  user: UserReference,
  now: Temporal.Instant,
): Promise<Refusal<"OTP_TOKEN_WAIT"> | undefined> => {
  const revokedAt = await selectLastRevocation(tx, user);
  const until = revokedAt?.add({ seconds: secondFactor.oneTimePassword.waitAfterRevocationSeconds });
  if (until === undefined || Temporal.Instant.compare(now, until) >= 0) return undefined;
  const local = until.toZonedDateTimeISO(timeZone).round({ smallestUnit: "minute", roundingMode: "ceil" });
  return {
    code: "OTP_TOKEN_WAIT",
    detail: `no token before ${until.toString()}`,
    facts: { until: `${local.toPlainDate().toString()} ${local.toPlainTime().toString().slice(0, 5)}` },
  };
};
