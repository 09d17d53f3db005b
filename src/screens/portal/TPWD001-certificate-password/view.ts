import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";

export const certificatePasswordScreen: Screen = {
  id: "TPWD001",
  name: { ja: "ログイン（本人確認）", en: "Log in: confirm who you are" },
};

const texts = defineTexts({
  ja: {
    proved: "電子証明書を確認しました",
    whose: (name: string) => `${name} 様の電子証明書です。`,
    login: "ログイン",
    cancel: "中止してログイン画面へ",
  },
  en: {
    proved: "Your certificate has been checked",
    whose: (name: string) => `It is the certificate of ${name}.`,
    login: "Log in",
    cancel: "Stop and return to the login page",
  },
});

/** Login password (Shinkin: PIN) after the certificate (B1). */
export interface CertificatePasswordModel {
  readonly attemptId: string;
  readonly userName: string;
  /** Login ID, hidden: password managers store the password under it. */
  readonly identity: string;
  readonly refusal?: DescribedRefusal;
  readonly error?: string;
}

export const certificatePasswordPage = (page: PageContext, model: CertificatePasswordModel): string => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.login;
  return renderPage(page, {
    screen: certificatePasswordScreen,
    isRefusal: model.refusal !== undefined,
    main: html`<div class="reading flow">${
      model.refusal === undefined
        ? banner({ tone: "success", title: text.proved, body: html`<p>${text.whose(model.userName)}</p>` })
        : refusalBanner(page, model.refusal)
    }<div class="card">${postForm(
      page,
      "/login/certificate/password",
      html`<input type="hidden" name="attempt" value="${model.attemptId}"><input type="hidden" name="username" autocomplete="username" value="${model.identity}">${field(
        page,
        {
          name: "password",
          label: inLanguage(page, secret.label),
          type: "password",
          autocomplete: "current-password",
          maxLength: secret.maxLength,
          error: model.error,
        },
      )}<div class="actions">${submitButton(text.login)}${linkButton(text.cancel, "/login", { tone: "quiet" })}</div>`,
    )}</div></div>`,
  });
};
