import type { Fact } from "#domain/mail/parts.ts";
import { identityFact, mailText, timeText } from "#domain/mail/parts.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { listUsersIn } from "#domain/user/users.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";

/** What happened with 契約者確認. */
export type ContractorNews = "asked" | "answered" | "accepted" | "returned";

const TITLES: Readonly<Record<ContractorNews, Bilingual>> = {
  asked: { ja: "契約者確認のお願い", en: "Please confirm the details of your contract" },
  answered: { ja: "契約者確認の回答受付のお知らせ", en: "Your answers about your contract have arrived" },
  accepted: { ja: "契約者確認完了のお知らせ", en: "Your contract has been confirmed" },
  returned: { ja: "契約者確認の再回答のお願い", en: "Please answer about your contract again" },
};

const AT_NEXT_LOGIN: Bilingual = {
  ja: "次にログインされたときに表示される「契約者確認」の画面でお答えください。",
  en: "Please answer on the page “Contract confirmation” that appears when you log in next.",
};

const SAYS: Readonly<Record<ContractorNews, readonly Bilingual[]>> = {
  asked: [
    {
      ja: "ご契約の内容について、確認させていただきたいことがあります。",
      en: "We would like to ask you some questions about your contract.",
    },
    AT_NEXT_LOGIN,
  ],
  answered: [
    {
      ja: "契約者確認のご回答を受け付けました。確認が終わりましたらお知らせします。",
      en: "We have received the answers about your contract, and will tell you when they have been checked.",
    },
  ],
  accepted: [
    {
      ja: "契約者確認のご回答を確認しました。お手続きは完了です。",
      en: "We have checked the answers about your contract. Nothing more is needed.",
    },
  ],
  returned: [
    {
      ja: "契約者確認のご回答について、もう一度お答えいただきたいことがあります。",
      en: "We could not take the answers about your contract as they are.",
    },
    AT_NEXT_LOGIN,
  ],
};

const AT: Bilingual = { ja: "日時", en: "At" };
const REASON: Bilingual = { ja: "理由", en: "Reason" };

/**
 * Queues the mail to everybody of the contract who may answer and has a mail address, in the transaction of the change.
 *
 * @param reason why answers were returned
 */
export const mailAnswerers = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  news: {
    readonly contractId: string;
    readonly kind: ContractorNews;
    readonly at: Temporal.Instant;
    readonly reason?: string;
  },
): Promise<void> => {
  const { contractId, kind, at, reason } = news;
  for (const user of await listUsersIn(tx, contractId)) {
    const isAnswerer = institution.contractorConfirmation.answerRoles.includes(user.role);
    if (!isAnswerer || user.state !== "active" || user.mailAddress === null) continue;
    const facts: Fact[] = [identityFact(user), [AT, timeText(at, institution, user.language)]];
    if (reason !== undefined) facts.push([REASON, reason]);
    await enqueueMail(tx, {
      to: user.mailAddress,
      subject: TITLES[kind][user.language],
      text: mailText({ institution, user, says: SAYS[kind], facts, adds: [] }),
    });
  }
};
