import type { PolicyCheck } from "./checks.ts";
import { userRoles } from "./policy-parts.ts";

const DAY_SECONDS = 86_400;

/** Whoever may not acquire again alone after a revocation must not get there by replacing a PC. */
export const replacementFollowsReacquisition: PolicyCheck = ({ replacement, acquisition }) =>
  userRoles.flatMap((role) =>
    replacement.byRole[role] === "self" && acquisition.afterRevocation[role] !== "self"
      ? [
          {
            path: `$.replacement.byRole.${role}`,
            reason: `is \`self\` although somebody else must act after a revocation ($.acquisition.afterRevocation.${role})`,
          },
        ]
      : [],
  );

/** A right that opens after it lapsed is none. */
export const replacementWaitFitsDeadline: PolicyCheck = ({ replacement, acquisition: { deadlineDays } }) =>
  deadlineDays !== null && replacement.waitSeconds >= deadlineDays * DAY_SECONDS
    ? [
        {
          path: "$.replacement.waitSeconds",
          reason: `must be shorter than $.acquisition.deadlineDays (${deadlineDays})`,
        },
      ]
    : [];
