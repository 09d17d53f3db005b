import { z } from "zod";
import { bilingual } from "./policy-parts.ts";

/** Pieces of the policy schema about further proofs and what makes a login suspicious. */

const question = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-zA-Z0-9]{1,30}$/)
      .describe("Its name in the database. Never changes: the answers of users hang on it."),
    text: bilingual.describe("What is asked."),
  })
  .describe("`id`, `text`");

export const additionalAuthentication = z
  .strictObject({
    questions: z
      .array(question)
      .min(5)
      .max(50)
      .describe(
        "The questions from which users choose. One that is taken out is asked no more; a user who has no answer left registers anew.",
      ),
    registeredAnswers: z
      .int()
      .min(2)
      .max(5)
      .describe("How many questions a user chooses and answers (B1: 3)."),
    answerMaxCharacters: z
      .int()
      .min(4)
      .max(40)
      .describe("Longest answer, in full-width characters (B1: 10); half-width ones count the same."),
  })
  .describe("Additional authentication (追加認証): questions whose answers the user registered.");

export const userRegistrationCode = z
  .strictObject({
    validDays: z.int().min(1).max(366).describe("Days for which a code that was handed out can be entered."),
    handedOutBy: z
      .enum(["institution", "administrators"])
      .describe(
        "Who makes codes: `institution`: its staff alone (`tegata registration-code make`); `administrators`: those of the contract, too, for others than themselves.",
      ),
  })
  .describe(
    "User registration code (利用者登録コード): handed out on another way, entered once by each user.",
  );

export const transactionAuthentication = z
  .strictObject({
    sharing: z.boolean().describe("Whether several users of a contract may use one camera token (B1)."),
    challengeSeconds: z
      .int()
      .min(60)
      .max(3600)
      .describe("How long a code is shown, and its number taken; a registration's as well."),
    acts: z
      .array(z.enum(["revokeToken"]))
      .describe(
        "Acts on screen that users of contracts with transaction authentication approve by their token, besides the confirmation password (B1): `revokeToken`, revoking a colleague's camera token.",
      ),
  })
  .describe("Transaction authentication (OCRA, RFC 6287) with the camera token.");

/** What a policy may let follow when a fact holds of a login. */
export const riskMeasure = z.enum(["mail", "oneTimePassword", "additionalAuthentication"]);

const measures = z.array(riskMeasure);

export const loginRisk = z
  .strictObject({
    newDevice: measures.describe(
      "The user has not completed a login in this browser before or, at a login with a certificate, with this certificate or the one that it renewed.",
    ),
    newNetwork: measures.describe(
      "The user has not completed a login from this network before (the first 24 bits of an IPv4 address, 48 of IPv6). Networks are recorded only where this list is not empty.",
    ),
    longAbsence: measures.describe("The user's last login is longer ago than `absenceDays`."),
    recentFailures: measures.describe(
      "Wrong passwords or PINs for this user since the last login, at least `failures` in `failureHours`.",
    ),
    absenceDays: z.int().min(1).max(3650).describe("Days without a login that make an absence long."),
    failures: z.int().min(1).max(100).describe("How many wrong entries count as many."),
    failureHours: z.int().min(1).max(720).describe("How far back wrong entries are looked for, in hours."),
    keptDays: z
      .int()
      .min(1)
      .max(400)
      .describe("Days without a login after which a device or a network is forgotten."),
  })
  .describe(
    "What follows when a login is unusual, fact by fact: nothing (an empty list), `mail` to the user, or further proofs by name, asked of users of contracts that have contracted them, besides those of `login.factors`.",
  );
