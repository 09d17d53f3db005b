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

/** When a further proof is asked at login. */
export const loginFactor = z
  .enum(["always", "newDevice", "never"])
  .describe(
    "`always`: at every login; `newDevice`: where the user has not completed a login in this browser before; `never`: only when a certificate is acquired or renewed.",
  );

const choice = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]{0,29}$/),
  text: bilingual,
});

/** One question of 契約者確認. */
export const contractorQuestion = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]{0,29}$/)
      .describe("Name of the question, kept with its answers."),
    text: bilingual.describe("What is asked."),
    required: z.boolean().describe("Whether it must be answered."),
    choices: z
      .array(choice)
      .max(12)
      .describe("What may be chosen, each with a `name` and a `text`; empty: a short text is asked."),
    maxCharacters: z.int().min(1).max(200).describe("Longest text, in characters; of no matter for choices."),
  })
  .describe("`name`, `text`, `required`, `choices`, `maxCharacters`");

/** Who may replace a user's PC. */
export const replacer = z
  .enum(["self", "administrator", "institution"])
  .describe(
    "`self`: the user, after proving who they are; `administrator`: an administrator of the contract, who revokes or issues again; `institution`: the branch.",
  );

/** Who gives the right to acquire anew after a user disowned a certificate. */
export const releaser = z
  .enum(["administrator", "institution"])
  .describe(
    "`administrator`: another administrator of the contract, or the institution; `institution`: the institution alone.",
  );
