import { z } from "zod";
import {
  bilingual,
  contractorQuestion,
  deviceChange,
  lockout,
  loginFactor,
  reacquisitionByRole,
  releaser,
  replacer,
  role,
} from "./policy-parts.ts";
import {
  additionalAuthentication,
  loginRisk,
  userRegistrationCode,
  transactionAuthentication,
} from "./policy-factors.ts";

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
  contractorConfirmation: z
    .strictObject({
      questions: z
        .array(contractorQuestion)
        .max(20)
        .describe("What the institution asks, in order; empty: it asks nothing."),
      answerRoles: z.array(role).min(1).describe("Which users of the contract answer."),
      untilAccepted: z
        .enum(["usable", "blocked"])
        .describe(
          "What a contract may do that was asked. `usable`: whoever has to answer answers before anything else, and nobody waits for the institution; `blocked`: nobody of the contract logs in, acquires or renews until the institution has accepted the answers (G020e). Revocation of certificates is always possible.",
        ),
      inEnrollment: z
        .boolean()
        .describe(
          "Whether the same questions are asked inside acquisition and renewal, of users who cannot log in yet; otherwise these are refused with what to do.",
        ),
    })
    .describe(
      "契約者確認: questions that staff put to a contract (`tegata contractor-confirmation ask`), answered on screen.",
    ),
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
      softwareKeyboard: z
        .enum(["shuffled", "fixed", "off"])
        .describe(
          "Whether ソフトウェアキーボードを使用する is offered at fields for secrets. `shuffled`: digits and letters in a new order each time it opens; `fixed`: always in the same order; `off`: not offered.",
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
  userAdministration: z
    .strictObject({
      unlockRoles: z
        .array(role)
        .describe(
          "Who may lift stops of other users' passwords and PINs on screen (B1); empty: nobody, it takes the institution. Nobody lifts their own.",
        ),
      rightsByUser: z
        .boolean()
        .describe(
          "Whether rights of a role can be withheld from one administrator. The head of the contract always has all.",
        ),
      dualApproval: z
        .enum(["never", "byContract"])
        .describe(
          "Whether a contract can have it that acts of an administrator take effect only when another one approves them (B1). `byContract`: the institution switches it on for a contract which asks for it.",
        ),
      dualApprovalActs: z
        .array(
          z.enum([
            "registerUser",
            "changeUser",
            "resetSecrets",
            "deleteUser",
            "stopUser",
            "resumeUser",
            "unlockUser",
            "revokeCertificate",
            "issueCertificate",
            "revokeToken",
            "initialiseToken",
          ]),
        )
        .min(1)
        .describe(
          "Which acts wait for approval in such a contract. Revoking one's own certificate never waits.",
        ),
      proposalDays: z
        .int()
        .min(1)
        .max(90)
        .describe("Days for which a proposal waits for approval before it lapses."),
    })
    .describe("What administrators of a contract may do with its users."),
  transition: z
    .strictObject({
      plannedBy: z
        .enum(["nobody", "institution", "administrators"])
        .describe(
          "Whether a contract can move from ID and password to certificates by a plan with two dates (A7.16), and who may make it: `institution`: its staff; `administrators`: those of the contract, too. A plan takes the place of `login.passwordLoginEnds` for the contract.",
        ),
      leastDays: z
        .int()
        .min(1)
        .max(365)
        .describe("Least days between the start of acquiring and the end of ID/password login."),
      mostDays: z
        .int()
        .min(1)
        .max(730)
        .describe("Most days from the day on which the dates are set to the end of ID/password login."),
    })
    .describe("The staged move of a contract from ID and password to certificates."),
  acquisition: z
    .strictObject({
      proof: z
        .array(z.enum(["identity"]))
        .min(1)
        .describe(
          "Steps by which the person proves who asks, in order. `identity` is the family's own (login ID and password, or the four credentials).",
        ),
      furtherProof: z
        .array(
          z.enum([
            "oneTimePassword",
            "transactionAuthentication",
            "additionalAuthentication",
            "userRegistrationCode",
          ]),
        )
        .describe(
          "Further proofs that the institution offers to contracts which ask for them (A6). Asked, after the proofs above and in every renewal, of users of the contracts that have contracted them; `userRegistrationCode` once of each user.",
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
      inBrowser: z
        .strictObject({
          use: z
            .enum(["forbidden", "allowed"])
            .describe(
              "Whether a certificate may be acquired without the issuing application, on a page (A7.3). The key is made by the browser and leaves it in a file under a one-time passphrase: software that can be copied, unlike what A2.10 asks of keys. Forbidden unless an institution says otherwise.",
            ),
          forms: z
            .array(z.enum(["pkcs12", "appleProfile"]))
            .describe(
              "In which form: `pkcs12` is a file that is imported by hand, `appleProfile` a configuration profile for iOS and macOS.",
            ),
          confirmSeconds: z
            .int()
            .min(600)
            .max(604_800)
            .describe(
              "How long such a certificate waits for its first login, which proves the installation, before it undoes itself: the file has to reach its place first.",
            ),
        })
        .describe("Acquisition without the issuing application."),
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
  replacement: z
    .strictObject({
      byRole: z
        .strictObject({ master: replacer, administrator: replacer, user: replacer })
        .describe(
          "Who revokes the certificate of a PC that broke or is replaced, and gives the right to acquire another (A2.9, A2.13, A6 “Master's PC change”).",
        ),
      withoutLogin: z
        .boolean()
        .describe(
          "Whether `self` may do it without being logged in, by the proofs of acquisition (A7.10, A7.11): the PC with the certificate is gone.",
        ),
      asksConfirmationSecret: z
        .boolean()
        .describe(
          "Whether the confirmation password is asked there too, in families whose identity does not contain it. Whoever is logged in always gives it.",
        ),
      waitSeconds: z
        .int()
        .min(0)
        .max(604_800)
        .describe(
          "How long after a replacement without login the new certificate can be acquired, so that whoever did not ask for it can still object; 0: at once.",
        ),
    })
    .describe("Replace this PC: revoke the old certificate and give the right to acquire, in one go."),
  disowning: z
    .strictObject({
      releasedBy: z
        .strictObject({ master: releaser, administrator: releaser, user: releaser })
        .describe("Who must give the right to acquire again."),
    })
    .describe(
      "“This was not me”: a user's certificates are revoked and the user acquires no other until somebody else has looked at it.",
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
      factors: z
        .strictObject({
          oneTimePassword: loginFactor.describe("One-time password."),
          additionalAuthentication: loginFactor.describe(
            "Additional authentication. A user who has registered no answers does so at the next login, whatever stands here.",
          ),
        })
        .describe(
          "Which further proofs are asked at login, after certificate or password, of users of contracts that have contracted them (`acquisition.furtherProof`).",
        ),
      risk: loginRisk,
    })
    .describe("How customers log in."),
  lockout: z
    .strictObject({
      login: lockout.describe("Login password; Shinkin: PIN."),
      confirmation: lockout.describe("Confirmation password; Shinkin: confirmation PIN."),
      oneTimePassword: lockout.describe("One-time password, its start of use and synchronisation included."),
      transactionAuthentication: lockout.describe(
        "Transaction authentication number, start of use and sharing of a token included.",
      ),
      additionalAuthentication: lockout.describe("Answers of the additional authentication."),
      userRegistrationCode: lockout.describe("User registration code."),
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
      transactionAuthentication,
      additionalAuthentication,
      userRegistrationCode,
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
