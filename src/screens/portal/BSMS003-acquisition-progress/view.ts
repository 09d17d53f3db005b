import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { postForm } from "#screens/components/form.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { unreachable } from "#shared/invariant.ts";
import { acquisitionStepper } from "#screens/components/stepper.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";

export const progressScreen: Screen = { id: "BSMS003", name: { ja: "処理中", en: "In progress" } };
const doneScreen: Screen = { id: "BSMS003", name: { ja: "取得完了", en: "Acquired" } };

/** How far the acquisition is. Told only to those who are logged in: others must not learn who holds what. */
export type AcquisitionProgress =
  | { readonly kind: "untold" }
  | { readonly kind: "none" }
  | { readonly kind: "onItsWay"; readonly confirmBefore: Temporal.Instant }
  | {
      readonly kind: "done";
      readonly subject: string;
      readonly serial: string;
      readonly notAfter: Temporal.Instant;
    };

const texts = defineTexts({
  ja: {
    parent: "証明書取得",
    untold: "発行アプリケーションの表示をご確認ください",
    untoldBody:
      "手続きの進み具合は、証明書発行アプリケーションに表示されます。発行とインストールの完了が表示されたら、電子証明書でログインしてください。",
    none: "まだ電子証明書は発行されていません",
    noneBody: "証明書発行アプリケーションで手続きを始めると、ここに状況を表示します。",
    onItsWay: "電子証明書を発行し、インストールの確認を待っています",
    onItsWayBody: "この時刻までに確認できない場合は、自動的に取り消されます。もう一度取得できます。",
    confirmBefore: "確認の期限",
    done: "電子証明書の取得が完了しました",
    doneBody: "次回からは、この電子証明書でログインしてください。ブラウザを閉じる必要はありません。",
    subject: "証明書の名前",
    serial: "証明書シリアル番号",
    notAfter: "有効期限",
    refresh: "最新の状況に更新",
    login: "電子証明書でログイン",
    back: "手順に戻る",
    top: "トップページへ",
  },
  en: {
    parent: "Certificate acquisition",
    untold: "Please look at the issuing application",
    untoldBody:
      "The application shows how far it is. When it says that it is done, log in with your certificate.",
    none: "No certificate has been issued yet",
    noneBody: "Once you start in the issuing application, the progress is shown here.",
    onItsWay: "The certificate has been issued; we are waiting for proof that it is installed",
    onItsWayBody:
      "If the proof does not arrive by then, the certificate is withdrawn by itself and you can start again.",
    confirmBefore: "Waiting until",
    done: "You have acquired your certificate",
    doneBody: "From now on, log in with this certificate. There is no need to close the browser.",
    subject: "Name in the certificate",
    serial: "Serial number",
    notAfter: "Valid until",
    refresh: "Refresh",
    login: "Log in with the certificate",
    back: "Back to the steps",
    top: "To the top page",
  },
});

const message = (page: PageContext, progress: AcquisitionProgress): Fragment => {
  const text = texts[page.language];
  switch (progress.kind) {
    case "untold":
      return banner({ tone: "info", title: text.untold, body: html`<p>${text.untoldBody}</p>` });
    case "none":
      return banner({ tone: "info", title: text.none, body: html`<p>${text.noneBody}</p>` });
    case "onItsWay":
      return html`${banner({ tone: "info", title: text.onItsWay, body: html`<p>${text.onItsWayBody}</p>` })}${facts(
        [[text.confirmBefore, dateAndTime(page, progress.confirmBefore)]],
      )}`;
    case "done":
      return html`${banner({ tone: "success", title: text.done, body: html`<p>${text.doneBody}</p>` })}${facts(
        [
          [text.subject, progress.subject],
          [text.serial, html`<code>${progress.serial}</code>`],
          [text.notAfter, dateAndTimeWithZone(page, progress.notAfter)],
        ],
      )}`;
    default:
      return unreachable(progress);
  }
};

const actions = (page: PageContext, progress: AcquisitionProgress): Fragment => {
  const text = texts[page.language];
  const back = linkButton(text.back, "/certificate/acquire/confirm", { tone: "quiet" });
  if (progress.kind === "none" || progress.kind === "onItsWay") {
    return html`<p class="actions">${linkButton(text.refresh, "/certificate/acquire/progress")}${back}</p>`;
  }
  if (progress.kind === "done") return html`<p class="actions">${linkButton(text.top, "/top")}</p>`;
  return postForm(
    page,
    "/login/certificate",
    html`<div class="actions">${submitButton(text.login)}${back}</div>`,
  );
};

/** BSMS003 処理中, and 取得完了 when it is done. */
export const acquisitionProgressPage = (page: PageContext, progress: AcquisitionProgress): string => {
  const isDone = progress.kind === "done";
  return renderPage(page, {
    screen: isDone ? doneScreen : progressScreen,
    parent: texts[page.language].parent,
    main: html`${acquisitionStepper(page, isDone ? 4 : 3)}<div class="flow">${message(page, progress)}${actions(page, progress)}</div>`,
  });
};
