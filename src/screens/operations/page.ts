import { documentText, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Language } from "#platform/html/language.ts";
import { markPath, stylesheetPath } from "#screens/assets/assets.ts";
import { banner } from "#screens/components/banner.ts";
import { icon } from "#screens/components/icon.ts";

const texts = defineTexts({
  ja: {
    title: "金融機関運用端末",
    product: "電子証明書サービス",
    notYet: "運用端末の画面は、この版には含まれていません",
    notYetBody:
      "運用端末の業務は、サーバ上で管理者コマンドを使って行います。操作はすべて監査記録に残ります。",
    commands: "業務とコマンド",
    work: "業務",
    command: "コマンド",
    more: "各コマンドの説明は、末尾に --help を付けて実行すると表示されます。",
  },
  en: {
    title: "Operations terminal",
    product: "Certificate service",
    notYet: "The screens of the operations terminal are not part of this release",
    notYetBody:
      "Its work is done on the server, with the administrator's command. Everything is kept in the audit record.",
    commands: "Work and commands",
    work: "Work",
    command: "Command",
    more: "Run a command with --help to see how it is used.",
  },
});

/** What the branch and the centre do, and the command that does it today. */
const commands: readonly (readonly [Readonly<Record<Language, string>>, string])[] = [
  [{ ja: "契約の一覧・登録・照会", en: "List, make and see contracts" }, "bin/tegata contract"],
  [{ ja: "利用者の登録・停止・取得の許可", en: "Users: make, suspend, let acquire" }, "bin/tegata user"],
  [{ ja: "電子証明書の一覧・照会・失効", en: "List, see and revoke certificates" }, "bin/tegata certificate"],
  [{ ja: "金融機関の設定の確認", en: "Check the institutions' policies" }, "bin/tegata institution"],
  [{ ja: "監査記録の照会", en: "Read the audit record" }, "bin/tegata audit"],
  [{ ja: "認証局の鍵と証明書", en: "Keys and certificates of the authority" }, "bin/tegata ca"],
  [{ ja: "動作環境の点検", en: "Check the installation" }, "bin/tegata doctor"],
];

const row = (language: Language, [work, command]: (typeof commands)[number]): Fragment =>
  html`<tr role="row"><th scope="row" role="rowheader" data-label="${texts[language].work}"><span>${work[language]}</span></th><td role="cell" data-label="${texts[language].command}"><code translate="no">${command}</code></td></tr>`;

/** TOPS001: what the terminal does not do yet, and how its work is done meanwhile. */
export const operationsPage = (language: Language): string => {
  const text = texts[language];
  return documentText(
    html`<html lang="${language}" data-accent="blue"><head><meta charset="utf-8"><title>${text.title} (TOPS001)</title><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><link rel="icon" href="${markPath("blue")}" type="image/svg+xml"><link rel="stylesheet" href="${stylesheetPath}"></head><body><header class="site-header"><div class="width"><p class="identity">${icon("pass")}<span><span class="identity-name">Tegata</span> <span class="identity-service">${text.product}</span></span></p></div></header><main id="main" class="width"><div class="page-title"><h1>${text.title}</h1><div class="screen-id"><span>TOPS001</span></div></div><div class="sections"><div class="reading">${banner(
      {
        tone: "info",
        title: text.notYet,
        body: html`<p>${text.notYetBody}</p>`,
      },
    )}</div><section class="flow"><h2>${text.commands}</h2><table class="table" role="table"><thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${text.work}</th><th scope="col" role="columnheader">${text.command}</th></tr></thead><tbody role="rowgroup">${commands.map((entry) => row(language, entry))}</tbody></table><p class="quiet">${text.more}</p></section></div></main></body></html>`,
  );
};
