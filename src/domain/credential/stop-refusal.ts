import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { Stop } from "./counting.ts";
import type { CredentialCode } from "./refusals.ts";

/** How a stop is told: a temporary one with its end, to the minute it is over, in the institution's time zone. */
export const stopRefusal = (
  stop: Stop,
  { timeZone }: Pick<InstitutionPolicy, "timeZone">,
): Refusal<CredentialCode> => {
  if (stop.kind === "permanent") return { code: "CREDENTIAL_STOPPED", detail: "stopped until unlocked" };
  const until = stop.until
    .toZonedDateTimeISO(timeZone)
    .round({ smallestUnit: "minute", roundingMode: "ceil" });
  return {
    code: "CREDENTIAL_STOPPED_TEMPORARILY",
    detail: `stopped until ${stop.until.toString()}`,
    facts: { until: `${until.toPlainDate().toString()} ${until.toPlainTime().toString().slice(0, 5)}` },
  };
};
