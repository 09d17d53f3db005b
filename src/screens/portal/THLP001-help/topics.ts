import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import {
  additionalAnswersTopic,
  additionalAuthenticationTopic,
  furtherProofsTopic,
  ownDevicesTopic,
  registrationCodeTopic,
} from "./additional-authentication-topics.ts";
import { acquisitionTopic, confirmationTopic, progressTopic } from "./acquisition-topics.ts";
import { inBrowserTopic } from "./in-browser-topics.ts";
import { administrationTopic, revocationTopic, usersTopic } from "./administration-topics.ts";
import {
  proposalsTopic,
  readinessTopic,
  suspensionTopic,
  userDetailsTopic,
  userListTopic,
  userRegistrationTopic,
} from "./user-topics.ts";
import { contractorTopic } from "./contractor-topics.ts";
import { environmentTopic } from "./environment-topics.ts";
import { registrationTopic, settingsTopic } from "./first-contact-topics.ts";
import { certificateResultTopic, loginTopic, passwordTopic } from "./login-topics.ts";
import { forcedNoticeTopic, importantNoticeTopic } from "./notice-topics.ts";
import { oneTimePasswordTopic, tokenAdministrationTopic } from "./one-time-password-topics.ts";
import { transactionTopic } from "./transaction-topics.ts";
import { disowningTopic, replacementTopic } from "./replacement-topics.ts";
import { ownCertificatesTopic, renewalTopic, topTopic } from "./top-topics.ts";

/** One question and its answer; where rules differ, by the institution's policy. */
export interface HelpItem {
  readonly question: Bilingual;
  readonly answer: Bilingual | ((institution: InstitutionPolicy) => Bilingual);
}

/** The help of one screen. */
export interface HelpTopic {
  readonly name: Bilingual;
  readonly items: readonly HelpItem[];
  /** Where the screen is; undefined where it cannot be opened by itself. */
  readonly path?: string;
}

/** Help by screen id. Every screen that shows a help link has its topic here (help.test.ts). */
export const helpTopics: ReadonlyMap<string, HelpTopic> = new Map([
  ["BLGI001", loginTopic],
  ["TSKL001", loginTopic],
  ["TCRT001", certificateResultTopic],
  ["TPWD001", passwordTopic],
  ["BSMS001", acquisitionTopic],
  ["TSKA001", acquisitionTopic],
  ["BSMS002", confirmationTopic],
  ["BSMS003", progressTopic],
  ["TACQ001", inBrowserTopic],
  ...(["TREG001", "TREG002", "TREG003", "TREG004", "TREG005"] as const).map((id): [string, HelpTopic] => [
    id,
    registrationTopic,
  ]),
  ...(["TSET001", "TSEC001", "TSEC002", "TSEC003", "TMAI001", "TMAI002", "TMAI003"] as const).map(
    (id): [string, HelpTopic] => [id, settingsTopic],
  ),
  ["TADA001", additionalAuthenticationTopic],
  ["TADA002", additionalAnswersTopic],
  ["TADA003", additionalAnswersTopic],
  ["TURC001", registrationCodeTopic],
  ["TDEV001", ownDevicesTopic],
  ...(["TFPA001", "TFPA002", "TFPA003", "TFPA004", "TFPA005"] as const).map((id): [string, HelpTopic] => [
    id,
    furtherProofsTopic,
  ]),
  ...(["TTXA001", "TTXA002", "BLGI021", "BLGI023", "TTXA004", "TTXA005", "TTXA006"] as const).map(
    (id): [string, HelpTopic] => [id, transactionTopic],
  ),
  ["BTOP001", topTopic],
  ["TSKS001", topTopic],
  ["TOWN001", ownCertificatesTopic],
  ...(["TRPL001", "TRPL002", "TRPL003", "TRPL004"] as const).map((id): [string, HelpTopic] => [
    id,
    replacementTopic,
  ]),
  ["TDIS001", disowningTopic],
  ["TDIS002", disowningTopic],
  ["TRNW001", renewalTopic],
  ["TNTC001", importantNoticeTopic],
  ["TNTC002", forcedNoticeTopic],
  ["TCNF001", contractorTopic],
  ["TCNF002", contractorTopic],
  ["TCNF003", contractorTopic],
  ["TENV001", environmentTopic],
  ["TENV002", environmentTopic],
  ["BSSK001", administrationTopic],
  ["BRSK001", administrationTopic],
  ["BRSK005", userListTopic],
  ["BRSK006", userRegistrationTopic],
  ["TRSK002", userRegistrationTopic],
  ["TRSK003", userRegistrationTopic],
  ["TRSK006", userListTopic],
  ["TRSK007", userListTopic],
  ["BRSK016", suspensionTopic],
  ["TRSK004", suspensionTopic],
  ["TRSK005", suspensionTopic],
  ...(
    [
      "TRSK008",
      "TRSK009",
      "TRSK010",
      "TRSK011",
      "TRSK012",
      "TRSK013",
      "TRSK014",
      "TRSK015",
      "TRSK016",
      "TRSK017",
    ] as const
  ).map((id): [string, HelpTopic] => [id, userDetailsTopic]),
  ...(["TAPR001", "TAPR002", "TAPR003", "TAPR004"] as const).map((id): [string, HelpTopic] => [
    id,
    proposalsTopic,
  ]),
  ...(["TRDY001", "TRDY002", "TRDY003", "TRDY004", "TRDY005", "TRDY006"] as const).map(
    (id): [string, HelpTopic] => [id, readinessTopic],
  ),
  ["BRSK018", usersTopic],
  ["BRSK019", revocationTopic],
  ["TRSK001", revocationTopic],
  ...(
    [
      "TOTP001",
      "TOTP002",
      "TOTP003",
      "TOTP004",
      "TOTP005",
      "TOTP006",
      "TOTP007",
      "TOTP008",
      "TOTP009",
    ] as const
  ).map((id): [string, HelpTopic] => [id, oneTimePasswordTopic]),
  ...(["BRSK031", "TOTP011", "TOTP012", "BRSK037", "BRSK038", "TOTP013"] as const).map(
    (id): [string, HelpTopic] => [id, tokenAdministrationTopic],
  ),
]);
