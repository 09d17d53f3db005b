import type { NewSecrets } from "#domain/credential/secrets.ts";
import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { resultPage } from "../act-pages.ts";
import type { ConfirmModel } from "../act-pages.ts";
import { userPath } from "../places.ts";
import { userFacts, userTrail } from "../user-facts.ts";
import type { ShownUser } from "../user-facts.ts";
import { resetResultScreen, resetScreen, texts } from "./texts.ts";

const namesOf = (page: PageContext) => {
  const { login, confirmation } = familyOf(page.institution).secretFields;
  return { login: inLanguage(page, login.label), confirmation: inLanguage(page, confirmation.label) };
};

/** パスワード・暗証番号再設定確認. */
export const resetModel = (page: PageContext, user: ShownUser): ConfirmModel => {
  const text = texts[page.language];
  const path = userPath(user.reference.userId);
  const names = namesOf(page);
  return {
    screen: resetScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: userFacts(page, user),
    warning: {
      tone: "warning",
      title: text.title(names.login, names.confirmation),
      body: html`<p>${text.body}</p>`,
    },
    path: `${path}/reset`,
    execute: text.execute,
    backPath: path,
  };
};

/** パスワード・暗証番号再設定結果, with the secrets, which are shown here only. */
export const resetResultPage = (page: PageContext, user: ShownUser, secrets: NewSecrets): string => {
  const text = texts[page.language];
  const names = namesOf(page);
  return resultPage(page, {
    screen: resetResultScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: [
      ...userFacts(page, user),
      [names.login, html`<code>${secrets.login}</code>`],
      [names.confirmation, html`<code>${secrets.confirmation}</code>`],
    ],
    title: text.done,
    body: text.doneBody,
    links: [[text.back, userPath(user.reference.userId)]],
  });
};
