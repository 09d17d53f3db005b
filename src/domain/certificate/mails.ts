import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";
import type { Bilingual } from "../refusal/refusal.ts";
import type { User } from "../user/users.ts";
import type { CertificateRecord } from "./certificates.ts";

/** Mails about certificates. */

/** What happened: issued for the first time or again, on another PC than the one before, renewed, revoked. */
export type CertificateNews = "issued" | "issuedElsewhere" | "renewed" | "renewedElsewhere" | "revoked";

const TITLES: Readonly<Record<CertificateNews, Bilingual>> = {
  issued: { ja: "電子証明書発行のお知らせ", en: "Your electronic certificate has been issued" },
  issuedElsewhere: {
    ja: "電子証明書発行のお知らせ（新しいパソコン）",
    en: "Your electronic certificate has been issued on another PC",
  },
  renewed: { ja: "電子証明書更新完了のお知らせ", en: "Your electronic certificate has been renewed" },
  renewedElsewhere: {
    ja: "電子証明書更新完了のお知らせ（新しいパソコン）",
    en: "Your electronic certificate has been renewed on another PC",
  },
  revoked: { ja: "電子証明書失効のお知らせ", en: "Your electronic certificate has been revoked" },
};

const ELSEWHERE: Bilingual = {
  ja: "これまでとは異なるパソコンに発行されています。",
  en: "It was issued on another PC than the one before.",
};
const ISSUED: Bilingual = {
  ja: "電子証明書の発行が完了しました。",
  en: "An electronic certificate has been issued to you.",
};
const RENEWED: Bilingual = {
  ja: "電子証明書の更新が完了しました。これまでの電子証明書は使えなくなりました。",
  en: "Your electronic certificate has been renewed. The one before no longer works.",
};

const SAYS: Readonly<Record<CertificateNews, readonly Bilingual[]>> = {
  issued: [ISSUED],
  issuedElsewhere: [ISSUED, ELSEWHERE],
  renewed: [RENEWED],
  renewedElsewhere: [RENEWED, ELSEWHERE],
  revoked: [
    {
      ja: "電子証明書が失効されました。この電子証明書ではログインできません。",
      en: "Your electronic certificate has been revoked and can no longer be used to log in.",
    },
  ],
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

/**
 * What is new about a certificate that came into use.
 *
 * @param before the last certificate in use before it, if there was one
 */
export const newsOf = (
  certificate: Pick<CertificateRecord, "deviceName">,
  before: Pick<CertificateRecord, "deviceName"> | undefined,
  isRenewal: boolean,
): CertificateNews => {
  const isElsewhere =
    before !== undefined &&
    certificate.deviceName !== undefined &&
    certificate.deviceName !== before.deviceName;
  if (isRenewal) return isElsewhere ? "renewedElsewhere" : "renewed";
  return isElsewhere ? "issuedElsewhere" : "issued";
};

const factsOf = (
  news: CertificateNews,
  institution: InstitutionPolicy,
  user: User,
  { notAfter, endedAt, deviceName, serial }: CertificateRecord,
): Fact[] => {
  const time = (at: Temporal.Instant): string => timeText(at, institution, user.language);
  const isRevoked = news === "revoked" && endedAt !== undefined;
  return [
    identityFact(user),
    isRevoked ? [LABELS.revokedAt, time(endedAt)] : [LABELS.expiry, time(notAfter)],
    ...(deviceName === undefined ? [] : [[LABELS.device, deviceName] as const]),
    [LABELS.serial, serial],
  ];
};

/** Queues the mail in the transaction of the change; does nothing for a user without a mail address. */
export const mailOwner = async (
  tx: InstitutionTransaction,
  news: CertificateNews,
  institution: InstitutionPolicy,
  user: User,
  certificate: CertificateRecord,
): Promise<void> => {
  if (user.mailAddress === null) return;
  const facts = factsOf(news, institution, user, certificate);
  await enqueueMail(tx, {
    to: user.mailAddress,
    subject: TITLES[news][user.language],
    text: mailText({ institution, user, says: SAYS[news], facts, adds: [NOT_ME] }),
  });
};
