import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Holding } from "#domain/second-factor/one-time-password/holdings.ts";
import type { OwnTokenTask } from "./view.ts";

/** What users may do about their own token, as they stand. */
export const tasksOf = (
  { secondFactor }: Pick<InstitutionPolicy, "secondFactor">,
  { token, startableFrom }: Holding,
): readonly OwnTokenTask[] => {
  if (startableFrom !== undefined) return [];
  const offers = new Set(secondFactor.oneTimePassword.tokens);
  if (token?.state === "active")
    return [
      ...(token.outOfStepSince === null ? [] : (["synchronise"] as const)),
      ...(token.kind === "software" && token.outOfStepSince === null && offers.has("software")
        ? (["phone"] as const)
        : []),
    ];
  // A hardware token that was assigned goes before an app.
  const hasHardware = token?.state === "assigned" && token.kind === "hardware";
  return [
    ...(offers.has("hardware") ? (["start"] as const) : []),
    ...(offers.has("software") && !hasHardware ? (["app"] as const) : []),
  ];
};
