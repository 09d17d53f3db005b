import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import type { ReplacementCode } from "#domain/replacement/refusals.ts";
import type { EnrollmentRuleCode } from "../refusals.ts";
import { acquisitionStopped } from "./acquisition-stopped.ts";
import { isPast, type AcquisitionFacts } from "./facts.ts";

/** All that the rules of replacing a PC look at. */
export interface ReplacementFacts {
  readonly institution: InstitutionPolicy;
  readonly role: UserRole;
  readonly userState: "active" | "suspended";
  readonly isLoggedIn: boolean;
  readonly stoppedAt: AcquisitionFacts["stoppedAt"];
  /** Last instant of validity of the user's active certificate; undefined: none is. */
  readonly notAfter: Temporal.Instant | undefined;
  readonly now: Temporal.Instant;
}

type Code =
  | Extract<
      ReplacementCode,
      | "REPLACEMENT_NEEDS_LOGIN"
      | "REPLACEMENT_NEEDS_ADMINISTRATOR"
      | "REPLACEMENT_NEEDS_INSTITUTION"
      | "NOTHING_TO_REPLACE"
    >
  | EnrollmentRuleCode;

/** Whether the institution lets anybody do it without being logged in: known before anybody says who they are. */
export const loginMissing = (
  { id, replacement }: Pick<InstitutionPolicy, "id" | "replacement">,
  isLoggedIn: boolean,
): Refusal<"REPLACEMENT_NEEDS_LOGIN"> | undefined =>
  isLoggedIn || replacement.withoutLogin
    ? undefined
    : { code: "REPLACEMENT_NEEDS_LOGIN", detail: `${id}: only for those who are logged in` };

/** Judges whether somebody may replace their own PC now (A2.9, A7.10, A7.11): undefined means yes. */
export const judgeReplacement = (facts: ReplacementFacts): Refusal<Code> | undefined => {
  const { institution, role, userState, isLoggedIn, notAfter, now } = facts;
  if (userState === "suspended") return { code: "USER_SUSPENDED", detail: "the user is suspended" };
  const missing = loginMissing(institution, isLoggedIn);
  if (missing !== undefined) return missing;
  const who = institution.replacement.byRole[role];
  if (who !== "self")
    return {
      code: who === "administrator" ? "REPLACEMENT_NEEDS_ADMINISTRATOR" : "REPLACEMENT_NEEDS_INSTITUTION",
      detail: `${role} at ${institution.id}: by ${who}`,
    };
  const stopped = acquisitionStopped(facts);
  if (stopped !== undefined) return stopped;
  // An expired one needs no revocation: the rules of acquisition say what comes next.
  return notAfter === undefined || isPast(notAfter, now)
    ? { code: "NOTHING_TO_REPLACE", detail: "no certificate is in use" }
    : undefined;
};
