import { html } from "#platform/html/html.ts";
import { submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { failure } from "../../core/failure.ts";
import type { Bilingual } from "../../core/key-store.ts";
import { inputField } from "../field.ts";
import { failureBanner } from "../failure-banner.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as common } from "../texts.ts";

const texts = {
  title: { ja: "プロキシ認証", en: "Proxy authentication" },
  lead: {
    ja: "お使いの社内ネットワーク（プロキシサーバー）の利用者確認です。インターネットバンキングのログインIDやパスワードは入力しないでください。",
    en: "The proxy of your own network asks who you are. Do not enter the login ID or password of your bank here.",
  },
  proxy: { ja: "プロキシ", en: "Proxy" },
  userName: { ja: "ユーザ名", en: "User name" },
  password: { ja: "パスワード", en: "Password" },
  submit: { ja: "認証", en: "Continue" },
  help: {
    ja: "分からないときは、社内のPC管理者にお尋ねください。入力した内容は、このアプリを閉じると残りません。",
    en: "Ask the administrator of your PC. What you enter is forgotten when this application ends.",
  },
} as const satisfies Record<string, Bilingual>;

/** CCHK008 プロキシ認証: at any step. Says whose password is wanted: it is not the bank's. */
export const proxyPage = (
  page: PageContext,
  { proxy, wasRefused }: { readonly proxy: string; readonly wasRefused: boolean },
): string => {
  const { language } = page;
  const refused = failure("G009e", proxy);
  return renderWindow(page, {
    id: "CCHK008",
    title: texts.title[language],
    isRefusal: wasRefused,
    main: html`<div class="flow reading">${
      wasRefused && failureBanner(page, refused, true)
    }<p>${texts.lead[language]}</p>${facts([[texts.proxy[language], html`<code>${proxy}</code>`]])}<div class="card">${actionForm(
      page,
      "answers",
      html`${inputField(language, { name: "userName", label: texts.userName[language], isSecret: false, maxLength: 256, isFirst: true })}${inputField(language, { name: "password", label: texts.password[language], isSecret: true, maxLength: 256, help: texts.help[language] })}<div class="actions">${submitButton(texts.submit[language])}</div>`,
    )}</div>${actionForm(page, "stop", submitButton(common.back[language], { tone: "quiet" }), "inline")}</div>`,
  });
};
