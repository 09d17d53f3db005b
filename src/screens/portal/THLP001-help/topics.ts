import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { acquisitionTopic, confirmationTopic, progressTopic } from "./acquisition-topics.ts";
import { administrationTopic, revocationTopic, usersTopic } from "./administration-topics.ts";
import { suspensionTopic, userListTopic, userRegistrationTopic } from "./user-topics.ts";
import { registrationTopic, settingsTopic } from "./first-contact-topics.ts";
import { certificateResultTopic, loginTopic, passwordTopic } from "./login-topics.ts";
import { forcedNoticeTopic, importantNoticeTopic } from "./notice-topics.ts";
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
  ...(["TREG001", "TREG002", "TREG003", "TREG004", "TREG005"] as const).map((id): [string, HelpTopic] => [
    id,
    registrationTopic,
  ]),
  ...(["TSET001", "TSEC001", "TSEC002", "TSEC003", "TMAI001", "TMAI002", "TMAI003"] as const).map(
    (id): [string, HelpTopic] => [id, settingsTopic],
  ),
  ["BTOP001", topTopic],
  ["TSKS001", topTopic],
  ["TOWN001", ownCertificatesTopic],
  ["TRNW001", renewalTopic],
  ["TNTC001", importantNoticeTopic],
  ["TNTC002", forcedNoticeTopic],
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
  ["BRSK018", usersTopic],
  ["BRSK019", revocationTopic],
  ["TRSK001", revocationTopic],
]);
