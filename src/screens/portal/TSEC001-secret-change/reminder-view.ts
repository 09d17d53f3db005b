import type { SecretState } from "#domain/credential/ages.ts";
import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateOnly } from "#screens/components/time.ts";
import { texts } from "./texts.ts";

export const secretReminderScreen: Screen = {
  id: "TSEC003",
  name: { ja: "パスワード・暗証番号の変更のおすすめ", en: "Time to change a password or PIN" },
};

export interface SecretReminderModel {
  /** The old ones; at least one. */
  readonly old: readonly Pick<SecretState, "kind" | "changedAt">[];
  readonly days: number;
  /** Of the form that changes them. */
  readonly path: string;
}

/** TSEC003: change now or later (B1); nothing is blocked. */
export const secretReminderPage = (page: PageContext, { old, days, path }: SecretReminderModel): string => {
  const text = texts[page.language];
  const { secretFields } = familyOf(page.institution);
  return renderPage(page, {
    screen: secretReminderScreen,
    main: html`<div class="flow reading">${banner({
      tone: "info",
      title: text.oldTitle(days),
      body: html`<p>${text.oldBody}</p>`,
    })}${facts(
      old.map(({ kind, changedAt }) => [
        text.changedAt(inLanguage(page, secretFields[kind].label)),
        dateOnly(page, changedAt),
      ]),
    )}${postForm(
      page,
      "/settings/secrets/reminder",
      html`<div class="actions">${linkButton(text.change, path)}${submitButton(text.later, { tone: "secondary" })}</div>`,
    )}</div>`,
  });
};
