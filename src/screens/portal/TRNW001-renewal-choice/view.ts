import { familyOf } from "#domain/institution/families.ts";
import type { RenewalWindow } from "#domain/enrollment/rules/renewal-window.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { chip, emptyState, facts } from "#screens/components/data.ts";
import { commandBlock } from "#screens/components/issuer-command.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone, dateOnly, daysLeftText } from "#screens/components/time.ts";

export const renewalChoiceScreen: Screen = {
  id: "TRNW001",
  name: { ja: "証明書更新選択", en: "Certificate renewal" },
};

export interface RenewalChoiceModel {
  readonly certificate:
    | { readonly subject: string; readonly notAfter: Temporal.Instant; readonly window: RenewalWindow }
    | undefined;
  /** The exact command of the issuing application. */
  readonly command: string;
  readonly top: Place;
}

const texts = defineTexts({
  ja: {
    target: "更新する電子証明書",
    subject: "証明書の名前",
    validUntil: "有効期限",
    opens: "更新できる期間",
    opensFrom: "から有効期限まで",
    open: "いま更新できます",
    openBody: "更新が完了すると、新しい電子証明書に切り替わり、いまの電子証明書は使えなくなります。",
    notYet: "まだ更新できません",
    notYetBody: "更新できる期間になりましたら、もう一度この画面からお手続きください。",
    expired: "有効期限が切れているため、更新できません",
    expiredBody: "電子証明書の取得のお手続きをお願いします。",
    acquire: "電子証明書の取得へ",
    steps: "更新の手順",
    openTerminal:
      "いまの電子証明書を取得したパソコンで、取得したときと同じ利用者（OSのアカウント）のまま端末（ターミナル）を開きます。",
    run: "次のコマンドを実行します。クリックすると全体が選択されます。",
    answer: (field: string) => `画面の案内に従って、${field}を入力します。`,
    finish: "更新の完了が表示されたら終わりです。次回から新しい電子証明書でログインしてください。",
    none: "更新できる電子証明書がありません。",
    back: "戻る",
  },
  en: {
    target: "Certificate to be renewed",
    subject: "Name in the certificate",
    validUntil: "Valid until",
    opens: "Can be renewed",
    opensFrom: " until it expires",
    open: "You can renew it now",
    openBody: "When the renewal is done, the new certificate takes over and the present one stops working.",
    notYet: "It cannot be renewed yet",
    notYetBody: "Please come back to this page once renewal is open.",
    expired: "It has expired and can no longer be renewed",
    expiredBody: "Please acquire a new certificate instead.",
    acquire: "Get a certificate",
    steps: "Steps",
    openTerminal:
      "On the PC that holds the present certificate, with the account that acquired it, open a terminal.",
    run: "Run this command. One click selects all of it.",
    answer: (field: string) => `Follow the application and type in: ${field}.`,
    finish:
      "When it says that the certificate is renewed, you are finished. Log in with the new certificate from then on.",
    none: "There is no certificate that could be renewed.",
    back: "Back",
  },
});

const steps = (page: PageContext, command: string): Fragment => {
  const text = texts[page.language];
  const secret = inLanguage(page, familyOf(page.institution).secretFields.login.label);
  return html`<section class="flow"><h2>${text.steps}</h2><ol class="procedure" role="list"><li>${text.openTerminal}</li><li class="flow"><p>${text.run}</p>${commandBlock(command)}</li><li>${text.answer(secret)}</li><li>${text.finish}</li></ol></section>`;
};

const state = (page: PageContext, window: RenewalWindow): Fragment => {
  const text = texts[page.language];
  if (window.isExpired) {
    return banner({
      tone: "error",
      title: text.expired,
      body: html`<p>${text.expiredBody}</p><p class="actions">${linkButton(text.acquire, "/certificate/acquire/confirm")}</p>`,
    });
  }
  return window.isOpen
    ? banner({ tone: "info", title: text.open, body: html`<p>${text.openBody}</p>` })
    : banner({ tone: "info", title: text.notYet, body: html`<p>${text.notYetBody}</p>` });
};

/** 証明書更新選択 ([003] 2.2.4): which certificate, when, and the command that renews it. */
export const renewalChoicePage = (page: PageContext, model: RenewalChoiceModel): string => {
  const text = texts[page.language];
  const { certificate } = model;
  const body =
    certificate === undefined
      ? emptyState(text.none)
      : html`<section class="flow"><h2>${text.target}</h2>${state(page, certificate.window)}${facts([
          [text.subject, certificate.subject],
          [
            text.validUntil,
            html`${dateAndTimeWithZone(page, certificate.notAfter)} ${chip(daysLeftText(page.language, certificate.window.daysLeft), "neutral")}`,
          ],
          [text.opens, html`${dateOnly(page, certificate.window.opensAt)}${text.opensFrom}`],
        ])}</section>${certificate.window.isOpen && steps(page, model.command)}`;
  return renderPage(page, {
    screen: renewalChoiceScreen,
    breadcrumb: [model.top],
    main: html`${body}<p class="actions">${linkButton(text.back, "/top", { tone: "secondary" })}</p>`,
  });
};
