import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import type { Task } from "#screens/components/task-list.ts";
import { taskList } from "#screens/components/task-list.ts";

export const ownSettingsScreen: Screen = { id: "TSET001", name: { ja: "お客様情報", en: "Your settings" } };

const texts = defineTexts({
  ja: {
    change: (label: string) => `${label}の変更`,
    changeBody: (label: string) => `現在の${label}を入力して、新しいものに変更します。`,
    mail: "メールアドレスの変更",
    mailNow: (address: string) => `現在のメールアドレス: ${address}`,
    mailNone: "メールアドレスは登録されていません。お知らせを受け取るには、ご登録ください。",
  },
  en: {
    change: (label: string) => `Change: ${label}`,
    changeBody: (label: string) => `${label}: enter the present one and choose a new one.`,
    mail: "Change your mail address",
    mailNow: (address: string) => `At present: ${address}`,
    mailNone: "None is on record. Enter one to get our notices.",
  },
});

/** Everything that customers set about themselves. */
export const ownSettingsPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  mailAddress: string | null,
  more: readonly Task[] = [],
): string => {
  const text = texts[page.language];
  const { secretFields } = familyOf(page.institution);
  const secrets = (["login", "confirmation"] as const).map((kind) => {
    const label = inLanguage(page, secretFields[kind].label);
    return {
      title: text.change(label),
      description: text.changeBody(label),
      path: `/settings/secrets/${kind}`,
    };
  });
  const mail = {
    title: text.mail,
    description: mailAddress === null ? text.mailNone : text.mailNow(mailAddress),
    path: "/settings/mail",
  };
  return renderPage(page, {
    screen: ownSettingsScreen,
    breadcrumb,
    main: html`${taskList([...secrets, mail, ...more])}`,
  });
};
