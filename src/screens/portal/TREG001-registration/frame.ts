import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { stepper } from "#screens/components/stepper.ts";
import { texts } from "./texts.ts";

const label: Bilingual = { ja: "ログインID取得の手順", en: "Steps of getting a login ID" };

const steps: readonly Bilingual[] = [
  { ja: "口座情報", en: "Account" },
  { ja: "お客様情報", en: "Details" },
  { ja: "メール確認", en: "Mail" },
  { ja: "内容確認", en: "Check" },
  { ja: "完了", en: "Done" },
];

/** A page of the procedure: the steps, why the last entry was refused if it was, and the content. */
export const registrationPage = (
  page: PageContext,
  given: {
    readonly screen: Screen;
    readonly step: 1 | 2 | 3 | 4 | 5;
    readonly refusal?: DescribedRefusal | undefined;
    readonly content: HtmlValue;
  },
): string =>
  renderPage(page, {
    screen: given.screen,
    parent: texts[page.language].parent,
    isRefusal: given.refusal !== undefined,
    main: html`${stepper(page, { label, steps, current: given.step })}<div class="flow reading">${
      given.refusal !== undefined && refusalBanner(page, given.refusal)
    }${given.content}</div>`,
  });

/** What a form shows again after a refusal; never secrets. */
export interface FormModel {
  readonly refusal?: DescribedRefusal | undefined;
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: Readonly<Record<string, string>>;
}
