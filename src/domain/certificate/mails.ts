import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Bilingual } from "../refusal/refusal.ts";
import type { User } from "../user/users.ts";
import type { CertificateRecord } from "./certificates.ts";

/** Mails about certificates. They carry no links: banks tell customers never to follow links in mail (B1). */

type Subject = "issued" | "revoked";

const TITLES: Readonly<Record<Subject, Bilingual>> = {
  issued: { ja: "電子証明書発行のお知らせ", en: "Your electronic certificate has been issued" },
  revoked: { ja: "電子証明書失効のお知らせ", en: "Your electronic certificate has been revoked" },
};

const FIRST: Readonly<Record<Subject, Bilingual>> = {
  issued: { ja: "電子証明書の発行が完了しました。", en: "An electronic certificate has been issued to you." },
  revoked: {
    ja: "電子証明書が失効されました。この電子証明書ではログインできません。",
    en: "Your electronic certificate has been revoked and can no longer be used to log in.",
  },
};

const LABELS = {
  expiry: { ja: "有効期限", en: "Valid until" },
  revokedAt: { ja: "失効日時", en: "Revoked at" },
  device: { ja: "端末", en: "Device" },
  serial: { ja: "シリアル番号", en: "Serial number" },
} as const satisfies Readonly<Record<string, Bilingual>>;

const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "If you know nothing of this, please contact the help desk at once.",
};

/** Date and time in the institution's zone, named, so that it is never a surprise (A7.26). */
const timeText = (at: Temporal.Instant, timeZone: string, language: User["language"]): string =>
  new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", {
    dateStyle: "long",
    timeStyle: "long",
    timeZone,
  }).format(at.epochMilliseconds);

const linesFor = (
  subject: Subject,
  institution: InstitutionPolicy,
  user: User,
  certificate: CertificateRecord,
): string[] => {
  const { language } = user;
  const time = (at: Temporal.Instant): string => timeText(at, institution.timeZone, language);
  const row = (label: Bilingual, value: string): string => `${label[language]}: ${value}`;
  const { notAfter, endedAt, deviceName, serial } = certificate;
  const isRevoked = subject === "revoked" && endedAt !== undefined;
  const { helpDeskName, helpDeskPhone, helpDeskHours } = institution.contact;
  return [
    language === "ja" ? `${user.userName} 様` : `Dear ${user.userName},`,
    "",
    FIRST[subject][language],
    "",
    isRevoked ? row(LABELS.revokedAt, time(endedAt)) : row(LABELS.expiry, time(notAfter)),
    ...(deviceName === undefined ? [] : [row(LABELS.device, deviceName)]),
    row(LABELS.serial, serial),
    "",
    NOT_ME[language],
    "",
    institution.displayName[language],
    `${helpDeskName[language]} ${helpDeskPhone} (${helpDeskHours[language]})`,
  ];
};

/** Queues the mail in the transaction of the change; does nothing for a user without a mail address. */
export const mailOwner = async (
  tx: InstitutionTransaction,
  subject: Subject,
  institution: InstitutionPolicy,
  user: User,
  certificate: CertificateRecord,
): Promise<void> => {
  if (user.mailAddress === null) return;
  await enqueueMail(tx, {
    to: user.mailAddress,
    subject: TITLES[subject][user.language],
    text: linesFor(subject, institution, user, certificate).join("\n"),
  });
};
