import type { Notice } from "#domain/notice/notices.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { submitButton } from "#screens/components/button.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateOnly } from "#screens/components/time.ts";

export const forcedNoticeScreen: Screen = {
  id: "TNTC002",
  name: { ja: "ご確認いただくお知らせ", en: "Notice to be confirmed" },
};

export interface ForcedNoticeModel {
  readonly notice: Pick<Notice, "noticeId" | "title" | "body" | "publishedFrom">;
  readonly refusal?: DescribedRefusal;
}

const texts = defineTexts({
  ja: {
    lead: "次のお知らせをお読みになり、「確認しました」を押してください。確認されるまで、ほかの画面には進めません。",
    confirm: "確認しました",
  },
  en: {
    lead: "Please read this notice and confirm it. Until then no other page can be opened.",
    confirm: "I have read this",
  },
});

/** 強制お知らせ: read and confirmed before anything else is reached. */
export const forcedNoticePage = (page: PageContext, { notice, refusal }: ForcedNoticeModel): string => {
  const text = texts[page.language];
  const paragraphs = inLanguage(page, notice.body)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
  return renderPage(page, {
    screen: forcedNoticeScreen,
    main: html`${refusal !== undefined && refusalBanner(page, refusal)}<p>${text.lead}</p><section class="flow" aria-labelledby="notice"><h2 id="notice">${inLanguage(page, notice.title)}</h2><p class="quiet">${dateOnly(page, notice.publishedFrom)}</p>${paragraphs.map((line) => html`<p>${line}</p>`)}</section>${postForm(
      page,
      "/notices/forced",
      html`<input type="hidden" name="notice" value="${notice.noticeId}">${submitButton(text.confirm)}`,
    )}`,
  });
};
