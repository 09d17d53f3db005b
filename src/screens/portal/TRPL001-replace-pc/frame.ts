import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { stepper } from "#screens/components/stepper.ts";
import { texts } from "./texts.ts";

const label: Bilingual = { ja: "パソコンの入れ替えの手順", en: "Steps of replacing a PC" };

const steps: readonly Bilingual[] = [
  { ja: "本人確認", en: "Who you are" },
  { ja: "内容の確認", en: "Check" },
  { ja: "失効", en: "Revoked" },
];

/** A page of the procedure: where it is, why the last entry was refused if it was, and the content. */
export const replacementPage = (
  page: PageContext,
  given: {
    readonly screen: Screen;
    readonly step: 1 | 2 | 3;
    readonly refusal?: DescribedRefusal | undefined;
    readonly breadcrumb?: readonly Place[];
    readonly content: HtmlValue;
  },
): string =>
  renderPage(page, {
    screen: given.screen,
    parent: texts[page.language].parent,
    ...(given.breadcrumb !== undefined && { breadcrumb: given.breadcrumb }),
    isRefusal: given.refusal !== undefined,
    main: html`${stepper(page, { label, steps, current: given.step })}<div class="flow reading">${
      given.refusal !== undefined && refusalBanner(page, given.refusal)
    }${given.content}</div>`,
  });
