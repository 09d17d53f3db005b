import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner } from "./banner.ts";
import { inLanguage } from "./page-context.ts";
import type { PageContext } from "./page-context.ts";

/** What acquiring does to login by ID and password (A2.7): said before, not after. */
const passwordLoginEnds: Readonly<
  Record<InstitutionPolicy["login"]["passwordLoginEnds"], Bilingual | undefined>
> = {
  never: undefined,
  fromStart: undefined,
  byAdministratorAcquisition: {
    ja: "管理者の方が電子証明書を取得すると、ご契約のすべての利用者が、ID・パスワード（暗証番号）ではログインできなくなります。利用者の方の電子証明書もあわせてご準備ください。",
    en: "Once an administrator acquires a certificate, no user of the contract can log in with ID and password (PIN) any more. Prepare the certificates of the other users as well.",
  },
  byOwnAcquisition: {
    ja: "電子証明書を取得すると、ID・パスワード（暗証番号）ではログインできなくなります。",
    en: "Once you acquire a certificate, you can no longer log in with ID and password (PIN).",
  },
};

const title: Bilingual = { ja: "ログイン方法が変わります", en: "The way you log in will change" };

/** The warning before an acquisition; nothing where the way to log in stays as it is. */
export const passwordLoginEndsBanner = (page: PageContext): HtmlValue => {
  const ends = passwordLoginEnds[page.institution.login.passwordLoginEnds];
  return (
    ends !== undefined &&
    banner({
      tone: "warning",
      title: inLanguage(page, title),
      body: html`<p>${inLanguage(page, ends)}</p>`,
    })
  );
};
