import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Notice } from "#domain/notice/notices.ts";

/** What the demonstration's institutions tell their customers. */
export const demonstrationNotices = (
  { serviceName, contact, renewal }: InstitutionPolicy,
  publishedFrom: Temporal.Instant,
): Notice[] => [
  {
    noticeId: "demonstration-1",
    kind: "ordinary",
    title: {
      ja: "不審なメールにご注意ください",
      en: "Please beware of suspicious mail",
    },
    body: {
      ja: `${serviceName.ja}がメールに記載したリンクからログインやパスワードの入力をお願いすることはありません。ご不審の際は${contact.helpDeskName.ja}(${contact.helpDeskPhone})までお問い合わせください。`,
      en: `${serviceName.en} never asks you to log in or to enter passwords through a link in a mail. If in doubt, please call the ${contact.helpDeskName.en} (${contact.helpDeskPhone}).`,
    },
    publishedFrom,
    publishedUntil: null,
  },
  {
    noticeId: "demonstration-2",
    kind: "ordinary",
    title: { ja: "電子証明書の更新について", en: "Renewing your certificate" },
    body: {
      ja: `電子証明書は有効期限の${renewal.opensDays}日前から更新できます。期限が切れる前に更新をお願いします。`,
      en: `You can renew your certificate from ${renewal.opensDays} days before it expires. Please renew it before then.`,
    },
    publishedFrom,
    publishedUntil: null,
  },
];
