import { html } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import { facts } from "#screens/components/data.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime } from "#screens/components/time.ts";

export const revocationResultScreen: Screen = {
  id: "TRSK001",
  name: { ja: "証明書失効結果", en: "The certificate has been revoked" },
};

export interface RevocationResultModel {
  readonly identity: string;
  readonly userName: string;
  readonly isSelf: boolean;
  readonly serial: string;
  readonly revokedAt: Temporal.Instant;
}

const texts = defineTexts({
  ja: {
    parent: "証明書失効",
    done: "電子証明書を失効しました",
    next: "ご利用を続けるには、電子証明書を取得し直してください。",
    identity: { bizsol: "ログインID", shinkin: "利用者ID" },
    userName: "利用者名",
    state: "証明書状態",
    revokedAt: "失効日時",
    serial: "証明書シリアル番号",
    close: "閉じる",
    list: "ユーザ一覧へ戻る",
  },
  en: {
    parent: "Revoke a certificate",
    done: "The certificate has been revoked",
    next: "To go on, its user has to acquire a new certificate.",
    identity: { bizsol: "Login ID", shinkin: "User ID" },
    userName: "Name",
    state: "Certificate",
    revokedAt: "Revoked at",
    serial: "Serial number",
    close: "Close",
    list: "Back to the users",
  },
});

/** 証明書失効結果. Whoever revoked their own certificate is given only [閉じる] (B1). */
export const revocationResultPage = (page: PageContext, model: RevocationResultModel): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: revocationResultScreen,
    parent: text.parent,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${text.next}</p>`,
      focus: true,
    })}${facts([
      [text.identity[page.institution.family], model.identity],
      [text.userName, model.userName],
      [text.state, stateChip(page, "revoked")],
      [text.revokedAt, dateAndTime(page, model.revokedAt)],
      [text.serial, html`<code>${model.serial}</code>`],
    ])}<p class="actions">${
      model.isSelf
        ? linkButton(text.close, "/")
        : linkButton(text.list, "/administration/users/certificates", { tone: "secondary" })
    }</p></div>`,
  });
};
