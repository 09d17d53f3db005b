import { familyOf } from "#domain/institution/families.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { texts } from "./texts.ts";

export const secretResultScreen: Screen = {
  id: "TSEC002",
  name: { ja: "変更結果", en: "Changed" },
};

export interface SecretResultModel {
  readonly kinds: readonly CredentialKind[];
  /** Another one must be changed, too. */
  readonly isMoreRequired: boolean;
}

/** TSEC002: what was changed. */
export const secretResultPage = (page: PageContext, { kinds, isMoreRequired }: SecretResultModel): string => {
  const text = texts[page.language];
  const { secretFields } = familyOf(page.institution);
  const names = kinds.map((kind) => inLanguage(page, secretFields[kind].label));
  const joined = names.join(page.language === "ja" ? "と" : ", ");
  return renderPage(page, {
    screen: secretResultScreen,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.changed,
      body: html`<p>${text.changedBody(joined)}</p>${isMoreRequired && html`<p>${text.moreBody}</p>`}`,
      focus: true,
    })}<p class="actions">${
      isMoreRequired
        ? linkButton(text.more, "/settings/secrets/required")
        : linkButton(text.toTop, "/top", { tone: "secondary" })
    }</p></div>`,
  });
};
