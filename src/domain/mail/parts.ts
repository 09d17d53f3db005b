import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";

/**
 * What all mails to customers have in common. They carry no links: banks tell customers never to follow links in mail
 * (B1); a test reads every mail for them.
 */

/** A line that names a value. */
export type Fact = readonly [label: Bilingual, value: string];

/** What one mail says; everything around it is the same for all. */
export interface MailBody {
  readonly institution: InstitutionPolicy;
  readonly user: User;
  /** Sentences before the facts. */
  readonly says: readonly Bilingual[];
  readonly facts: readonly Fact[];
  /** Sentences after the facts. */
  readonly adds: readonly Bilingual[];
}

const LOGIN_ID: Bilingual = { ja: "ログインID", en: "Login ID" };
const USER: Bilingual = { ja: "ご利用者", en: "User" };

const NO_LINKS: Bilingual = {
  ja: "このメールにはリンクを記載していません。メールに記載したリンクから、ログインや暗証番号・パスワードの入力をお願いすることはありません。",
  en: "This mail contains no links. We never ask you to log in or to enter passwords through a link in a mail.",
};

/** Date and time in the institution's zone, named, so that it is never a surprise (A7.26). */
export const timeText = (
  at: Temporal.Instant,
  { timeZone }: Pick<InstitutionPolicy, "timeZone">,
  language: User["language"],
): string =>
  new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", {
    dateStyle: "long",
    timeStyle: "full",
    timeZone,
  }).format(at.epochMilliseconds);

/** Enough of an ID to be recognised by its owner and to be of no use to anybody else: `ha****01`. */
export const masked = (id: string): string => {
  const characters = Array.from(id);
  const shown = characters.length >= 6 ? 2 : 1;
  const end = characters.length >= 3 ? characters.slice(-shown).join("") : "";
  return `${characters.slice(0, shown).join("")}****${end}`;
};

/** Whom a mail is about: the login ID; in the Shinkin family contract ID and user ID. */
export const identityFact = ({ loginId, reference }: Pick<User, "loginId" | "reference">): Fact =>
  loginId === null
    ? [USER, `${masked(reference.contractId)} / ${masked(reference.userId)}`]
    : [LOGIN_ID, masked(loginId)];

const NOT_ON_A_LINE = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
const LINK = /(?::\/\/|www\.)+/giu;

/**
 * A value as it may stand in a mail: on one line, and no link. Names of users and of PCs come from outside; whoever
 * chose one could otherwise put words of their own, or an address to follow, into a mail of the institution.
 */
export const plainValue = (value: string): string =>
  value.replaceAll(NOT_ON_A_LINE, " ").replaceAll(LINK, " ").trim();

/** The whole text of a mail, in the user's language. */
export const mailText = ({ institution, user, says, facts, adds }: MailBody): string => {
  const { language } = user;
  const { displayName, serviceName, contact } = institution;
  return [
    language === "ja" ? `${plainValue(user.userName)} 様` : `Dear ${plainValue(user.userName)},`,
    "",
    ...says.map((sentence) => sentence[language]),
    "",
    ...facts.map(([label, value]) => `${label[language]}: ${plainValue(value)}`),
    "",
    ...adds.map((sentence) => sentence[language]),
    ...(adds.length === 0 ? [] : [""]),
    NO_LINKS[language],
    "",
    displayName[language],
    serviceName[language],
    `${contact.helpDeskName[language]} ${contact.helpDeskPhone} (${contact.helpDeskHours[language]})`,
  ].join("\n");
};
