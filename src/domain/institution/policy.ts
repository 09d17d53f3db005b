import { z } from "zod";
import { bilingual, deviceChange, lockout, reacquisitionByRole, role } from "./policy-parts.ts";

/**
 * The policy of an institution: everything in which institutions differ, as data (`institutions/<id>.json` over
 * `institutions/default.json`). The descriptions here become `docs/institution-policy.md`.
 */

export const policySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,30}$/)
    .describe("Short name, part of host names and addresses: `https://<id>.<base>`."),
  code: z
    .string()
    .regex(/^(?!0000)[0-9]{4}$/)
    .describe(
      "Institution code of four digits. Never changes; first column of every table. 0000 is the installation's own.",
    ),
  family: z
    .enum(["bizsol", "shinkin"])
    .describe(
      "Which family of screens and identities: `bizsol` (login ID and password) or `shinkin` (contract ID, user ID, PIN, confirmation PIN).",
    ),
  source: z.string().describe("Where the rules come from, for whoever checks them."),
  displayName: bilingual.describe("The institution's name as customers know it."),
  serviceName: bilingual.describe("The name of its internet banking."),
  timeZone: z
    .string()
    .describe("IANA time zone in which dates of validity and deadlines are computed and shown."),
  contact: z
    .strictObject({
      helpDeskName: bilingual.describe("Name of the help desk."),
      helpDeskPhone: z.string().min(1).describe("Its telephone number, as written for customers."),
      helpDeskHours: bilingual.describe("When it answers."),
    })
    .describe("Whom customers may ask; shown with every refusal."),
  contract: z
    .strictObject({
      maxUsers: z
        .int()
        .min(1)
        .max(10_000)
        .describe("Most users a contract may have, the master or administrator included (A2.1, B1)."),
    })
    .describe("Limits of a contract."),
  secrets: z
    .strictObject({
      minCharacters: z.int().min(4).max(64).describe("Shortest password or PIN, in characters (B1)."),
      maxCharacters: z.int().min(4).max(64).describe("Longest password or PIN, in characters (B1)."),
      lettersAndDigits: z
        .boolean()
        .describe(
          "Whether half-width letters and digits must both occur, and nothing else may (B1). Upper and lower case always count as different.",
        ),
      changeReminderDays: z
        .int()
        .min(1)
        .max(3650)
        .nullable()
        .describe(
          "Days after which a change is recommended; its use is never blocked (B1); null: never. Asked once at each login, with “change” and “later”.",
        ),
    })
    .describe("What a login or confirmation password (Shinkin: PIN) looks like."),
  registration: z
    .strictObject({
      selfService: z
        .boolean()
        .describe(
          "Whether a new customer obtains the master's login ID on screen (ログインID取得, B1), with the account data and provisional passwords of a letter. BizSOL family only.",
        ),
      letterDays: z
        .int()
        .min(1)
        .max(366)
        .describe("Days for which the provisional passwords of that letter work."),
    })
    .describe("First contact of a new customer."),
  appearance: z
    .strictObject({
      accent: z
        .enum(["blue", "lightBlue", "cyan", "green", "purple", "orange"])
        .describe("Colour of headings' marks, links and main buttons; each has AA contrast on white."),
    })
    .describe("How the institution's pages look."),
  certificate: z
    .strictObject({
      use: z
        .enum(["mandatory", "inPrinciple", "byApplication", "optional"])
        .describe("Whether customers must use certificates (A6 “Certificate use”)."),
      validity: z
        .strictObject({
          unit: z.enum(["days", "years"]).describe("What is counted."),
          amount: z.int().min(1).max(1830).describe("How many of them; at most 1830 days or 5 years."),
        })
        .describe(
          "From issue; “366 days” and “1 year” are different rules and both exist. The last second is included.",
        ),
      keyAlgorithms: z
        .array(z.enum(["P-256", "P-384", "RSA-2048", "RSA-3072", "RSA-4096", "ML-DSA-44", "ML-DSA-65"]))
        .min(1)
        .describe(
          "Key types accepted in requests, the preferred one first. RSA-2048: CRYPTREC (LS-0003) gives strength of 112 bits until 2030-12-31. ML-DSA (RFC 9881) needs OpenSSL 3.5 in the runtime; no browser can log in with it yet, so no shipped policy lists it.",
        ),
      policyOid: z
        .string()
        .regex(/^[0-2](\.\d+)+$/)
        .describe("Certificate policy identifier put into each certificate."),
      subject: z
        .strictObject({
          organization: z.string().min(1).describe("Template of O."),
          organizationalUnit: z.string().min(1).describe("Template of OU."),
          commonName: z
            .string()
            .min(1)
            .describe("Template of CN: the name in the browser's selection dialog."),
        })
        .describe(
          "Subject templates (A2.16). `{code}`, `{loginId}`, `{contractId}`, `{userId}`, `{timestamp}` (20 digits: local date and time to the microsecond) are filled in. Together they must identify one user of the institution.",
        ),
      maxPerContract: z
        .int()
        .min(1)
        .max(10_000)
        .describe("Most active certificates a contract may have (A2.1)."),
      confirmSeconds: z
        .int()
        .min(30)
        .max(86_400)
        .describe(
          "How long an issued certificate waits for proof of its installation before it undoes itself.",
        ),
    })
    .describe("What a certificate is here, and who is to have one."),
  acquisition: z
    .strictObject({
      proof: z
        .array(z.enum(["identity"]))
        .min(1)
        .describe(
          "Steps by which the person proves who asks, in order. `identity` is the family's own (login ID and password, or the four credentials).",
        ),
      furtherProof: z
        .array(z.enum(["oneTimePassword", "transactionAuthentication", "additionalAuthentication"]))
        .describe(
          "Further proofs that the institution offers to contracts which ask for them (A6). Asked, after the proofs above and in every renewal, of users of the contracts that have contracted them. `oneTimePassword` is asked; the other two are so far a record of the documents: no step stands behind them, and no contract can contract them.",
        ),
      deadlineDays: z
        .int()
        .min(1)
        .max(3650)
        .nullable()
        .describe("Days within which a right to acquire must be used (A2.6); null: no deadline."),
      mailDays: z
        .array(z.int().min(1).max(3650))
        .describe("Days before that deadline on which a reminder is mailed (A7.17)."),
      afterExpiry: reacquisitionByRole.describe(
        "Who must act before a user whose certificate expired may acquire again.",
      ),
      afterExpiryDays: z
        .int()
        .min(1)
        .max(3650)
        .nullable()
        .describe("Days after expiry in which `self` re-acquisition stays open; null: for ever."),
      afterRevocation: reacquisitionByRole.describe(
        "Who must act before a user whose certificate was revoked may acquire again.",
      ),
    })
    .describe("Who may acquire a certificate, how that is proved, and when."),
  renewal: z
    .strictObject({
      opensDays: z
        .int()
        .min(1)
        .max(365)
        .describe("Days before expiry from which renewal is possible and shown (A2.4)."),
      mailDays: z
        .array(z.int().min(1).max(365))
        .describe("Days before expiry on which a reminder is mailed."),
      remindAdministrators: z
        .boolean()
        .describe(
          "Whether masters and administrators are told by mail, too, whose certificates and rights to acquire run out (A7.13): one mail for each of them, about all users of the contract.",
        ),
    })
    .describe("Renewal before expiry."),
  revocation: z
    .strictObject({
      onScreenRoles: z
        .array(role)
        .describe(
          "Who may revoke certificates of the contract on screen (A3); empty: nobody, it takes the institution.",
        ),
      ownOnScreenRoles: z.array(role).describe("Of these, who may revoke their own certificate on screen."),
    })
    .describe("Revocation in the portal. Staff may always revoke."),
  deviceChange: z
    .strictObject({ master: deviceChange, administrator: deviceChange, user: deviceChange })
    .describe(
      "How a user gets a certificate on another PC (A6 “Master's PC change”); told on the help pages.",
    ),
  login: z
    .strictObject({
      methods: z
        .array(z.enum(["certificate", "password"]))
        .min(1)
        .describe("Methods offered on the login screen."),
      passwordAfterCertificate: z
        .boolean()
        .describe("Whether the login password is asked after the certificate (B1)."),
      passwordLoginEnds: z
        .enum(["never", "fromStart", "byAdministratorAcquisition", "byOwnAcquisition"])
        .describe(
          "When ID/password login ends (A2.7). `never`: it stays beside the certificate; `fromStart`: a contract with certificates never has it; `byAdministratorAcquisition`: for the whole contract at once when a master or administrator obtains a certificate; `byOwnAcquisition`: for each user when that user obtains one.",
        ),
    })
    .describe("How customers log in."),
  lockout: z
    .strictObject({
      login: lockout.describe("Login password; Shinkin: PIN."),
      confirmation: lockout.describe("Confirmation password; Shinkin: confirmation PIN."),
      oneTimePassword: lockout.describe("One-time password, its start of use and synchronisation included."),
    })
    .describe(
      "When a secret is stopped after failures. Unknown IDs are counted and stopped in the same way.",
    ),
  secondFactor: z
    .strictObject({
      oneTimePassword: z
        .strictObject({
          tokens: z
            .array(z.enum(["hardware", "software"]))
            .min(1)
            .describe(
              "Tokens that users may have: `hardware` the institution hands out, `software` is an app of the user's that knows TOTP (RFC 6238). Where both are offered, a user who was assigned a hardware token starts using that.",
            ),
          waitAfterRevocationSeconds: z
            .int()
            .min(0)
            .max(604_800)
            .describe(
              "How long after a user's token was revoked no other can be started (B1), so that whoever did not ask for it can still object.",
            ),
        })
        .describe("One-time passwords."),
    })
    .describe("How the further proofs work that a contract has contracted (`acquisition.furtherProof`)."),
  session: z
    .strictObject({
      idleSeconds: z
        .int()
        .min(60)
        .max(86_400)
        .describe("A portal session ends after this long without a request."),
      absoluteSeconds: z
        .int()
        .min(60)
        .max(86_400)
        .describe("A portal session ends this long after login, whatever happens."),
    })
    .describe("How long a login lasts."),
});

/** A validated institution policy. */
export type InstitutionPolicy = z.infer<typeof policySchema>;
export type UserRole = z.infer<typeof role>;
export type KeyAlgorithmName = InstitutionPolicy["certificate"]["keyAlgorithms"][number];
export type Family = InstitutionPolicy["family"];
