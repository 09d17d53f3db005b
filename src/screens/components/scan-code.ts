import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import type { PageContext } from "./page-context.ts";
import { qrCode } from "./qr-code.ts";

const texts = {
  label: { ja: "トークンで読み取る二次元コード", en: "Code to be scanned with the token" },
  text: { ja: "読み取れないときは、文字を使う", en: "Use text where it cannot be scanned" },
  how: {
    ja: "次の文字をすべてコピーし、トークンの「文字を貼り付ける」に貼り付けてください。",
    en: "Copy all of this text, and paste it at “Paste text” of the token.",
  },
} as const;

/** A code for the camera token, what to do with it beside it, and the same as text for those who cannot scan. */
export const scanCode = (page: Pick<PageContext, "language">, code: string, beside: HtmlValue): Fragment =>
  html`<div class="scan-code">${qrCode(code, texts.label[page.language])}<div class="flow">${beside}<details class="scan-code-text"><summary>${texts.text[page.language]}</summary><div class="flow"><p>${texts.how[page.language]}</p><pre class="command" tabindex="0">${code}</pre></div></details></div></div>`;
