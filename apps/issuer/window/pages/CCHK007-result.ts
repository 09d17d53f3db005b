import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { fill, formatInstant, texts as shared } from "../../cli/texts.ts";
import type { Bilingual } from "../../core/key-store.ts";
import type { View } from "../desk.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as common } from "../texts.ts";

type Result = Extract<View, { kind: "result" }>;

const texts = {
  title: { ja: "結果", en: "Result" },
  issued: {
    ja: "証明書を発行し、このPCに保存しました。",
    en: "The certificate is issued and installed on this PC.",
  },
  renewed: {
    ja: "証明書を更新し、このPCに保存しました。",
    en: "The certificate is renewed and installed on this PC.",
  },
  next: {
    ja: "ブラウザを閉じる必要はありません。すぐにログインできます。",
    en: "There is no need to close the browser. You can log in at once.",
  },
  useless: {
    ja: "前の証明書（{count}枚）は、もう使えません。",
    en: "The former certificates ({count}) cannot be used any more.",
  },
  uselessBody: {
    ja: "削除しておくと、ログインのときの選択画面に出ません。",
    en: "Delete them to keep them out of the browser's selection dialog.",
  },
  delete: { ja: "前の証明書を削除", en: "Delete the former certificates" },
} as const satisfies Record<string, Bilingual>;

/** CCHK007 結果: what was obtained, until when, and what to do next. */
export const resultPage = (page: PageContext, { purpose, enrolled, keyStore, unusable }: Result): string => {
  const { language, timeZone } = page;
  const notAfter = Temporal.Instant.from(enrolled.notAfter);
  const daysLeft = Math.floor(notAfter.since(page.now).total("hours") / 24);
  const expiry = `${formatInstant(notAfter, language, timeZone)} (${fill(shared.daysLeft[language], { days: daysLeft })})`;
  return renderWindow(page, {
    id: "CCHK007",
    title: texts.title[language],
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: texts[purpose === "issue" ? "issued" : "renewed"][language],
      body: html`<p>${texts.next[language]}</p>`,
      focus: true,
    })}${facts([
      [shared.subject[language], enrolled.subject],
      [shared.serial[language], html`<code>${enrolled.serial}</code>`],
      [shared.expiry[language], expiry],
      [
        shared.keyStore[language],
        html`${keyStore.name[language]}<br><span class="quiet">${keyStore.statement[language]}</span>`,
      ],
    ])}${
      unusable.length > 0 &&
      banner({
        tone: "info",
        title: fill(texts.useless[language], { count: unusable.length }),
        body: html`<p>${texts.uselessBody[language]}</p><p>${linkButton(texts.delete[language], `${page.base}delete?all=useless`, { tone: "secondary", size: "small" })}</p>`,
      })
    }${actionForm(page, "back", html`<div class="actions">${submitButton(common.close[language])}</div>`)}</div>`,
  });
};
