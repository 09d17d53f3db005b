import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { field } from "./form.ts";
import type { PageContext } from "./page-context.ts";
import { scanCode } from "./scan-code.ts";

const texts = {
  steps: {
    ja: [
      "トークンで二次元コードを読み取ります。",
      "トークンに表示された内容が、この画面の内容と同じであることを確かめます。",
      "トークンに表示された番号を入力します。",
    ],
    en: [
      "Scan the code with your token.",
      "Check that the token shows what this page shows.",
      "Type in the number that the token shows.",
    ],
  },
  number: { ja: "トランザクション認証番号", en: "Transaction authentication number" },
  help: { ja: "8桁の数字", en: "8 digits" },
} as const;

/** The field for a token's number. */
export const transactionNumberField = (page: Pick<PageContext, "language">, error?: string): Fragment =>
  field(page, {
    name: "transactionNumber",
    label: texts.number[page.language],
    help: texts.help[page.language],
    autocomplete: "off",
    inputMode: "numeric",
    maxLength: 16,
    error,
  });

/**
 * What a form asks where policy wants an act approved by the token (`secondFactor.transactionAuthentication.acts`): the
 * code, what to do, and the number. Goes above the confirmation password.
 *
 * @param challenge what `askApproval` gave
 */
export const transactionApproval = (
  page: Pick<PageContext, "language">,
  challenge: string,
  error?: string,
): Fragment =>
  html`${scanCode(
    page,
    challenge,
    html`<ol>${texts.steps[page.language].map((step) => html`<li>${step}</li>`)}</ol>`,
  )}${transactionNumberField(page, error)}`;
