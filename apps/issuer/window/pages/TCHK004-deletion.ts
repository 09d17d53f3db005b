import { html } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { formatInstant, stateTexts, texts as shared } from "../../cli/texts.ts";
import type { InstalledCertificate } from "../../core/installed.ts";
import type { Bilingual } from "../../core/key-store.ts";
import { actionForm, renderWindow } from "../frame.ts";
import type { PageContext } from "../frame.ts";
import { texts as common } from "../texts.ts";

const texts = {
  title: { ja: "証明書の削除", en: "Delete certificates" },
  warning: { ja: "削除すると、元に戻せません。", en: "Deleting cannot be undone." },
  warningBody: {
    ja: "証明書と鍵をこのPCから削除します。失効の手続きではありません。失効は、インターネットバンキングの画面で行ってください。",
    en: "The certificate and its key are removed from this PC. This does not revoke: that is done in internet banking.",
  },
  execute: { ja: "削除する", en: "Delete" },
} as const satisfies Record<string, Bilingual>;

/** TCHK004: what would be deleted, before it is. */
export const deletionPage = (page: PageContext, certificates: readonly InstalledCertificate[]): string => {
  const { language, timeZone } = page;
  const serials = certificates.map(
    ({ serial }) => html`<input type="hidden" name="serial" value="${serial}">`,
  );
  return renderWindow(page, {
    id: "TCHK004",
    title: texts.title[language],
    main: html`<div class="flow reading">${banner({ tone: "warning", title: texts.warning[language], body: html`<p>${texts.warningBody[language]}</p>` })}${certificates.map(
      ({ note, subject, serial, notAfter, state, institution }) =>
        facts([
          [shared.institution[language], institution?.name[language] ?? shared.unknown[language]],
          [shared.account[language], note?.account.map(({ value }) => value).join(" / ") ?? subject],
          [shared.expiry[language], formatInstant(notAfter, language, timeZone)],
          [shared.state[language], stateTexts[state][language]],
          [shared.serial[language], html`<code>${serial}</code>`],
        ]),
    )}${actionForm(
      page,
      "delete",
      html`${serials}<div class="actions">${submitButton(texts.execute[language], { tone: "danger" })}${linkButton(common.back[language], page.base, { tone: "secondary" })}</div>`,
    )}</div>`,
  });
};
