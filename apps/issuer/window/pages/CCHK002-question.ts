import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { submitButton } from "#screens/components/button.ts";
import { qrCode } from "#screens/components/qr-code.ts";
import type { Bilingual } from "../../core/key-store.ts";
import type { View } from "../desk.ts";
import { inputField } from "../field.ts";
import { failureBanner } from "../failure-banner.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as shared } from "../texts.ts";

type Question = Extract<View, { kind: "question" }>;

interface Screen {
  readonly id: string;
  readonly title: Bilingual;
}

const otp = { ja: "ワンタイムパスワード認証", en: "One-time password" };

/** Which screen of the documents each question of the server is. One that is new to this version is shown as CCHK002. */
const screens: Readonly<Record<string, Screen>> = {
  identity: { id: "CCHK002", title: { ja: "認証", en: "Who you are" } },
  password: { id: "CCHK002", title: { ja: "認証", en: "Who you are" } },
  oneTimePassword: { id: "CCHK003", title: otp },
  oneTimePasswordStartOfUse: { id: "CCHK003", title: otp },
  oneTimePasswordSoftwareToken: { id: "CCHK003", title: otp },
  oneTimePasswordSynchronisation: { id: "CCHK004", title: otp },
  transactionAuthentication: {
    id: "CCHK005",
    title: { ja: "トランザクション認証", en: "Transaction authentication" },
  },
  additionalAuthentication: { id: "CCHK006", title: { ja: "追加認証", en: "Additional authentication" } },
};

const texts = {
  submitIssue: { ja: "認証して発行", en: "Continue" },
  submit: { ja: "認証", en: "Continue" },
  image: {
    ja: "二次元コード。読み取れないときは、画面の文字をアプリに入力してください。",
    en: "QR code. Where it cannot be scanned, type the text on this page into the app.",
  },
} as const satisfies Record<string, Bilingual>;

const screenOf = ({ step }: Question): Screen =>
  screens[step.ask] ??
  Object.entries(screens).find(([ask]) => step.ask.startsWith(ask))?.[1] ?? {
    id: "CCHK002",
    title: { ja: "認証", en: "Who you are" },
  };

const refusal = (page: PageContext, { previous }: Question): Fragment | false =>
  previous !== undefined && failureBanner(page, previous, true);

/** CCHK002 to CCHK006: what the server asks, in its own words, so that a question it learns later is shown too. */
export const questionPage = (page: PageContext, question: Question): string => {
  const { language } = page;
  const { step, purpose, previous } = question;
  const { id, title } = screenOf(question);
  const isFirstProof = step.ask === "identity" && purpose === "issue";
  const fields = step.fields.map(({ name, label, secret, maxLength }, index) =>
    inputField(language, {
      name,
      label: label[language],
      isSecret: secret,
      maxLength,
      isFirst: index === 0 && previous === undefined,
    }),
  );
  const picture =
    step.image !== undefined &&
    html`<p><img class="code-image" src="${page.base}image/${page.version}" ${attributes({ alt: texts.image[language], width: 240, height: 240 })}></p>`;
  return renderWindow(page, {
    id,
    title: title[language],
    isRefusal: previous !== undefined,
    main: html`<div class="flow reading">${refusal(page, question)}${
      step.text !== undefined && html`<p class="question-text">${step.text[language]}</p>`
    }${step.code !== undefined && qrCode(step.code, texts.image[language])}${picture}<div class="card">${actionForm(
      page,
      "answers",
      html`${fields}<div class="actions">${submitButton((isFirstProof ? texts.submitIssue : texts.submit)[language])}</div>`,
    )}</div>${actionForm(page, "stop", submitButton(shared.back[language], { tone: "quiet" }), "inline")}</div>`,
  });
};
