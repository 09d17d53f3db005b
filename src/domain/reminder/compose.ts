import { findCertificate, isPast, type CertificateRecord } from "#domain/certificate/certificates.ts";
import type { DomainContext } from "#domain/context.ts";
import { rightByRules } from "#domain/enrollment/rights.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { User } from "#domain/user/users.ts";
import type { ReminderKey } from "./reminder.ts";
import { AFTER_EXPIRY, daysLeftText, HOW, LABELS, SAYS, TITLES } from "./texts.ts";

/** What a reminder is about, as it stands now. */
export interface Standing {
  readonly kind: ReminderKey["kind"];
  /** Last second of validity, or of the right to acquire. */
  readonly end: Temporal.Instant;
  readonly deviceName: string | undefined;
}

const certificateStanding = (
  record: CertificateRecord | undefined,
  kind: "renewal" | "expired",
  now: Temporal.Instant,
): Standing | undefined => {
  if (record?.state !== "active" || isPast(record.notAfter, now) !== (kind === "expired")) return undefined;
  return { kind, end: record.notAfter, deviceName: record.deviceName };
};

const secondOf = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);

const acquisitionStanding = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
  reference: string,
): Promise<Standing | undefined> => {
  const { acquisitionGrantedAt } = user;
  const granted =
    acquisitionGrantedAt === null ? "" : String(Math.round(acquisitionGrantedAt.epochMilliseconds / 1000));
  if (granted !== secondOf(reference)) return undefined;
  const right = await rightByRules(context, institution, user);
  if (!right.ok || right.value.deadline === undefined) return undefined;
  return { kind: "acquisition", end: right.value.deadline, deviceName: undefined };
};

/** What the reminder is about now; undefined: it is no longer wanted (renewed, revoked, acquired, suspended …). */
export const standingOf = async (
  context: DomainContext,
  institution: InstitutionPolicy,
  user: User,
  key: Pick<ReminderKey, "kind" | "reference">,
): Promise<Standing | undefined> => {
  if (user.state === "suspended") return undefined;
  if (key.kind === "acquisition") return acquisitionStanding(context, institution, user, key.reference);
  const record = await findCertificate(context, institution.code, key.reference);
  return certificateStanding(record, key.kind, context.clock.now());
};

/** Calendar days from today to the day of an end, in the institution's time zone. */
const daysTo = (end: Temporal.Instant, now: Temporal.Instant, { timeZone }: InstitutionPolicy): number =>
  now
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .until(end.toZonedDateTimeISO(timeZone).toPlainDate(), { largestUnit: "days" }).days;

const endFacts = (
  institution: InstitutionPolicy,
  language: User["language"],
  { kind, end, deviceName }: Standing,
  now: Temporal.Instant,
): Fact[] => [
  [kind === "acquisition" ? LABELS.deadline : LABELS.expiry, timeText(end, institution, language)],
  ...(kind === "expired"
    ? []
    : [[LABELS.daysLeft, daysLeftText(daysTo(end, now, institution), language)] as const]),
  ...(deviceName === undefined ? [] : [[LABELS.device, deviceName] as const]),
];

const titleOf = (institution: InstitutionPolicy, { kind, step }: Pick<ReminderKey, "kind" | "step">) => {
  if (kind !== "renewal") return TITLES[kind];
  return step === Math.max(...institution.renewal.mailDays) ? TITLES.renewalFirst : TITLES.renewalLater;
};

/** The reminder as its user gets it: days left counted now, not when it was queued. */
export const composeReminder = (
  institution: InstitutionPolicy,
  user: User,
  step: number,
  standing: Standing,
  now: Temporal.Instant,
): { readonly subject: string; readonly text: string } => {
  const { kind } = standing;
  const how = kind === "expired" ? AFTER_EXPIRY[institution.acquisition.afterExpiry[user.role]] : HOW[kind];
  return {
    subject: titleOf(institution, { kind, step })[user.language],
    text: mailText({
      institution,
      user,
      says: [SAYS[kind]],
      facts: [identityFact(user), ...endFacts(institution, user.language, standing, now)],
      adds: [how],
    }),
  };
};

/** A user of the contract whom an administrator is told of. */
export interface ToldUser {
  readonly user: User;
  readonly standing: Standing;
}

/** What an administrator is told of the other users of the contract, whoever runs out first at the top. */
export const composeAdministratorReminder = (
  institution: InstitutionPolicy,
  administrator: User,
  told: readonly ToldUser[],
  now: Temporal.Instant,
): { readonly subject: string; readonly text: string } => {
  const { language } = administrator;
  const facts = told
    .toSorted((left, right) => Temporal.Instant.compare(left.standing.end, right.standing.end))
    .map(({ user, standing }): Fact => {
      const [, identity] = identityFact(user);
      const ends = endFacts(institution, language, { ...standing, deviceName: undefined }, now);
      const text = ends
        .map(([label, value]) => `${label[language]} ${value}`)
        .join(language === "ja" ? "、" : ", ");
      return [{ ja: `・${user.userName} 様 (${identity})`, en: `- ${user.userName} (${identity})` }, text];
    });
  return {
    subject: TITLES.administrators[language],
    text: mailText({ institution, user: administrator, says: [SAYS.administrators], facts, adds: [] }),
  };
};
