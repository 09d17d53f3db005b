import { html } from "#platform/html/html.ts";
import { submitButton } from "#screens/components/button.ts";
import { failure } from "../../core/failure.ts";
import type { Bilingual } from "../../core/key-store.ts";
import { inputField } from "../field.ts";
import { failureBanner } from "../failure-banner.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as common } from "../texts.ts";

const texts = {
  title: { ja: "証明書データベースのパスワード", en: "Password of the certificate database" },
  lead: {
    ja: "ブラウザの証明書データベースにパスワードが設定されています。ブラウザで設定したもので、インターネットバンキングのパスワードではありません。",
    en: "The browser's certificate database is protected by a password. It was set in the browser; it is none of your bank's.",
  },
  password: { ja: "パスワード", en: "Password" },
  submit: { ja: "開く", en: "Open" },
} as const satisfies Record<string, Bilingual>;

/** TCHK001: the key store wants its own password. */
export const keyStorePasswordPage = (page: PageContext, wasWrong: boolean): string => {
  const { language } = page;
  const wrong = failure("KEY_STORE_PASSWORD_WRONG", "");
  return renderWindow(page, {
    id: "TCHK001",
    title: texts.title[language],
    isRefusal: wasWrong,
    main: html`<div class="flow reading">${
      wasWrong && failureBanner(page, wrong, true)
    }<p>${texts.lead[language]}</p><div class="card">${actionForm(
      page,
      "answers",
      html`${inputField(language, { name: "password", label: texts.password[language], isSecret: true, maxLength: 256, isFirst: true })}<div class="actions">${submitButton(texts.submit[language])}</div>`,
    )}</div>${actionForm(page, "stop", submitButton(common.back[language], { tone: "quiet" }), "inline")}</div>`,
  });
};
