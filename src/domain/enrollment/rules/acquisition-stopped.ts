import type { Refusal } from "#domain/refusal/refusal.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";
import type { AcquisitionFacts } from "./facts.ts";

/**
 * Whoever said of a certificate “this was not me” acquires no other until the right was given anew: by then somebody
 * has looked at who acted (decision 0171).
 */
export const acquisitionStopped = ({
  institution,
  role,
  stoppedAt,
}: Pick<AcquisitionFacts, "institution" | "role" | "stoppedAt">): Refusal<EnrollmentRuleCode> | undefined => {
  if (stoppedAt === undefined) return undefined;
  const who = institution.disowning.releasedBy[role];
  const detail = `stopped at ${stoppedAt.toString()}: a certificate was disowned`;
  return who === "administrator"
    ? { code: "ACQUISITION_STOPPED_NEEDS_ADMINISTRATOR", detail }
    : { code: "ACQUISITION_STOPPED_NEEDS_BRANCH", detail };
};
