import { z } from "zod";

/** Pieces of the policy schema that occur more than once. */

export const bilingual = z
  .strictObject({ ja: z.string().min(1), en: z.string().min(1) })
  .describe("The same text in Japanese and English.");

export const role = z.enum(["master", "administrator", "user"]);
export const userRoles = role.options;

/** Who must act before a user may acquire again. */
export const reacquisition = z
  .enum(["self", "administrator", "branch"])
  .describe(
    "`self`: the user acquires again without asking anybody; `administrator`: an administrator of the contract must issue again first; `branch`: the institution must issue again first.",
  );

export const reacquisitionByRole = z.strictObject({
  master: reacquisition,
  administrator: reacquisition,
  user: reacquisition,
});

/** How a user moves to another PC. */
export const deviceChange = z
  .enum(["onScreen", "reissue", "branch", "branchBefore"])
  .describe(
    "`onScreen`: whoever may revoke on screen revokes the old certificate, then the user acquires again; `reissue`: an administrator of the contract issues again; `branch`: the institution revokes on a form; `branchBefore`: the same, and the form is due before the PC is changed.",
  );

export const lockout = z.strictObject({
  temporaryStopFailures: z
    .int()
    .min(1)
    .max(100)
    .describe("Consecutive failures that stop the secret for `temporaryStopSeconds`."),
  temporaryStopSeconds: z.int().min(1).max(86_400).describe("How long a temporary stop lasts."),
  permanentAfterTemporaryStops: z
    .int()
    .min(1)
    .max(100)
    .describe(
      "Temporary stops after which the secret stays stopped until somebody unlocks it. 1: the first stop is permanent.",
    ),
});
