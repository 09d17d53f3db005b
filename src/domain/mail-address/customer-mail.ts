import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { InstitutionTransaction } from "#platform/database/database.ts";
import { enqueueMail } from "#platform/jobs/mail.ts";

/** Mails about a customer's own data. They carry no links: banks tell customers never to follow links in mail (B1). */

export interface Addressee {
  readonly userName: string;
  readonly mailAddress: string;
  readonly language: "ja" | "en";
}

const NOT_ME: Bilingual = {
  ja: "お心当たりがない場合は、至急ヘルプデスクへご連絡ください。",
  en: "If you know nothing of this, please contact the help desk at once.",
};

/** Queues a mail with greeting, the lines given, what to do if it was not the person, and whom to ask. */
export const mailCustomer = async (
  tx: InstitutionTransaction,
  institution: InstitutionPolicy,
  { userName, mailAddress, language }: Addressee,
  mail: { readonly subject: Bilingual; readonly lines: readonly string[] },
): Promise<void> => {
  const { helpDeskName, helpDeskPhone, helpDeskHours } = institution.contact;
  await enqueueMail(tx, {
    to: mailAddress,
    subject: mail.subject[language],
    text: [
      ...(userName === "" ? [] : [language === "ja" ? `${userName} 様` : `Dear ${userName},`, ""]),
      ...mail.lines,
      "",
      NOT_ME[language],
      "",
      institution.displayName[language],
      `${helpDeskName[language]} ${helpDeskPhone} (${helpDeskHours[language]})`,
    ].join("\n"),
  });
};
