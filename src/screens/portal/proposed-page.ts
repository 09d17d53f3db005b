import type { Performed } from "#domain/approval/perform.ts";
import type { NewSecrets } from "#domain/credential/secrets.ts";
import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { proposalsPlace, usersListPlace } from "./places.ts";
import { pageAnswer } from "./visit.ts";
import type { Answer, SessionVisit } from "./visit.ts";

export const proposedScreen: Screen = {
  id: "TAPR001",
  name: { ja: "申請受付結果", en: "Your proposal waits for approval" },
};

const texts = defineTexts({
  ja: {
    parent: "承認",
    done: "申請を受け付けました。まだ実行されていません",
    body: "他の管理者の方が承認すると実行されます。承認の依頼をメールでお送りしました。",
    secrets:
      "下のパスワード（暗証番号）は、この画面にだけ表示します。承認されると使えるようになりますので、書き留めるか印刷して、承認のあとでご本人に直接お渡しください。",
    until: "承認の期限",
    list: "承認待ち一覧へ",
    users: "利用者一覧へ戻る",
  },
  en: {
    parent: "Approval",
    done: "Your proposal has been taken. Nothing has been done yet",
    body: "It is done when another administrator approves it. They have been asked by mail.",
    secrets:
      "The passwords (PINs) below are shown on this page only. They work once the proposal is approved: write them down or print them, and hand them to the person after that.",
    until: "To be approved by",
    list: "To the proposals",
    users: "Back to the list of users",
  },
});

/** Any act that waits for another administrator. `secrets`: those that were made, which nobody is shown again. */
export const proposedPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { expiresAt }: { readonly expiresAt: Temporal.Instant },
  secrets?: NewSecrets,
): string => {
  const text = texts[page.language];
  const fields = familyOf(page.institution).secretFields;
  const shown: (readonly [string, HtmlValue])[] = [[text.until, dateAndTimeWithZone(page, expiresAt)]];
  for (const kind of ["login", "confirmation"] as const)
    if (secrets !== undefined)
      shown.push([inLanguage(page, fields[kind].label), html`<code>${secrets[kind]}</code>`]);
  return renderPage(page, {
    screen: proposedScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "info",
      title: text.done,
      body: html`<p>${text.body}</p>${secrets !== undefined && html`<p>${text.secrets}</p>`}`,
      focus: true,
    })}${facts(shown)}<p class="actions">${linkButton(text.list, proposalsPlace.path)}${linkButton(
      text.users,
      usersListPlace.path,
      { tone: "secondary" },
    )}</p></div>`,
  });
};

type Proposed = Extract<Performed<unknown>, { readonly kind: "proposed" }>["proposal"];

/** The same, as an answer. */
export const proposedAnswer = (
  visit: SessionVisit,
  breadcrumb: readonly Place[],
  proposal: Proposed,
  secrets?: NewSecrets,
): Answer => pageAnswer(proposedPage(visit.page, breadcrumb, proposal, secrets));
