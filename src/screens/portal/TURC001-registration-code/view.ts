import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";

export const registrationCodeScreen: Screen = {
  id: "TURC001",
  name: { ja: "利用者登録コード認証", en: "User registration code" },
};

/** Room for hyphens and spaces between groups. */
const CODE_MAX_LENGTH = 24;

export const texts = defineTexts({
  ja: {
    lead: "はじめてのご利用にあたり、書面などでお渡しした利用者登録コードを入力してください。",
    code: "利用者登録コード",
    help: "英数字12文字。ハイフン（-）や大文字・小文字の違いは気にせず入力できます。",
    missing: "入力してください。",
    prove: "認証",
    none: "利用者登録コードがお手元にない場合は、管理者の方またはお取引店へお問い合わせください。入力は、最初の1回だけです。",
  },
  en: {
    lead: "Before you use the service for the first time, enter the user registration code that was handed to you on paper or otherwise.",
    code: "User registration code",
    help: "12 letters and digits. Hyphens, upper and lower case make no difference.",
    missing: "Type it in.",
    prove: "Continue",
    none: "If you have no code, ask your administrator or your branch. It is asked only this once.",
  },
});

export interface RegistrationCodeModel {
  readonly path: string;
  readonly refusal?: DescribedRefusal | undefined;
  readonly error?: string | undefined;
}

/** TURC001 利用者登録コード認証. */
export const registrationCodePage = (
  page: PageContext,
  { path, refusal, error }: RegistrationCodeModel,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: registrationCodeScreen,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${text.lead}</p><div class="card">${postForm(
      page,
      path,
      html`${field(page, {
        name: "code",
        label: text.code,
        help: text.help,
        autocomplete: "off",
        maxLength: CODE_MAX_LENGTH,
        error,
      })}<div class="actions">${submitButton(text.prove)}</div>`,
    )}</div><p class="quiet">${text.none}</p></div>`,
  });
};
