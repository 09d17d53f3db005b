import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { identityFact, mailText, timeText, type Fact } from "#domain/mail/parts.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { User } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";
import { actNamed } from "./acts.ts";
import type { Proposal } from "./proposal.ts";

/** Mails to administrators about proposals. They say what kind of act it is; whom it is about stands on the screen. */

const ACT: Bilingual = { ja: "申請の内容", en: "Proposal" };
const UNTIL: Bilingual = { ja: "承認の期限", en: "To be approved by" };
const REASON: Bilingual = { ja: "却下の理由", en: "Reason" };

const WHERE: Bilingual = {
  ja: "いつもの方法でログインし、管理の「承認待ち一覧」でご確認ください。",
  en: "Log in as you always do and see “Proposals” under Administration.",
};

interface News {
  readonly subject: Bilingual;
  readonly says: Bilingual;
}

const NEWS: Readonly<Record<Proposal["state"], News>> = {
  waiting: {
    subject: { ja: "承認依頼のお知らせ", en: "A proposal waits for your approval" },
    says: {
      ja: "貴社の管理者の方が、他の管理者の承認が必要な操作を申請しました。",
      en: "An administrator of your company has proposed something that another one has to approve.",
    },
  },
  approved: {
    subject: { ja: "申請承認のお知らせ", en: "Your proposal has been approved" },
    says: {
      ja: "申請が承認され、操作が実行されました。",
      en: "Your proposal has been approved and carried out.",
    },
  },
  declined: {
    subject: { ja: "申請却下のお知らせ", en: "Your proposal has been declined" },
    says: {
      ja: "申請が却下されました。操作は実行されていません。",
      en: "Your proposal has been declined. Nothing was done.",
    },
  },
  withdrawn: {
    subject: { ja: "申請取り下げのお知らせ", en: "A proposal has been withdrawn" },
    says: {
      ja: "承認待ちの申請が取り下げられました。",
      en: "A proposal that waited for approval has been withdrawn.",
    },
  },
  expired: {
    subject: { ja: "申請期限切れのお知らせ", en: "Your proposal has lapsed" },
    says: {
      ja: "申請が期限までに承認されなかったため、無効になりました。操作は実行されていません。",
      en: "Your proposal was not approved in time and has lapsed. Nothing was done.",
    },
  },
};

/** Tells each of `to` what became of a proposal; nobody without a mail address. */
export const mailProposal = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  proposal: Pick<Proposal, "act" | "expiresAt">,
  news: Proposal["state"],
  to: readonly User[],
  reason?: string,
): Promise<void> => {
  const { subject, says } = NEWS[news];
  const title = actNamed(proposal.act)?.title ?? { ja: proposal.act, en: proposal.act };
  for (const user of to) {
    if (user.mailAddress === null) continue;
    const facts: Fact[] = [identityFact(user), [ACT, title[user.language]]];
    if (news === "waiting") facts.push([UNTIL, timeText(proposal.expiresAt, institution, user.language)]);
    if (reason !== undefined) facts.push([REASON, reason]);
    await enqueueMail(tx, {
      to: user.mailAddress,
      subject: subject[user.language],
      text: mailText({ institution, user, says: [says], facts, adds: [WHERE] }),
    });
  }
};
