import type { AskedField } from "#domain/enrollment/session-types.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Bilingual } from "#domain/refusal/refusal.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { qrCode } from "#screens/components/qr-code.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { REPLACEMENT_PATH } from "../places.ts";
import { replacementPage } from "./frame.ts";
import { replacementProofScreen, texts } from "./texts.ts";

/** One question of the session, as the issuing application would ask it. */
export interface ProofModel {
  readonly ask: string;
  readonly fields: readonly AskedField[];
  readonly text?: Bilingual | undefined;
  /** Shown as a QR code; `text` contains it as well. */
  readonly code?: string | undefined;
  readonly refusal?: DescribedRefusal | undefined;
  /** What was typed before, of the fields that are no secrets. */
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: Readonly<Record<string, string>>;
}

/** What a password manager may fill in; never the confirmation password, which is another. */
const AUTOCOMPLETE: ReadonlyMap<string, string> = new Map([
  ["loginId", "username"],
  ["loginPassword", "current-password"],
  ["contractId", "organization"],
  ["userId", "username"],
  ["pin", "current-password"],
  ["oneTimePassword", "one-time-code"],
]);

const input = (page: PageContext, model: ProofModel, given: AskedField): Fragment =>
  field(page, {
    name: given.name,
    label: inLanguage(page, given.label),
    type: given.secret ? "password" : "text",
    autocomplete: AUTOCOMPLETE.get(given.name) ?? "off",
    maxLength: given.maxLength,
    isOptional: given.isOptional === true,
    error: model.errors?.[given.name],
    value: given.secret ? undefined : model.values?.[given.name],
  });

const leadOf = (page: PageContext, ask: string): string => {
  const { proofLead } = texts[page.language];
  return ask === "identity" || ask === "confirmationSecret" ? proofLead[ask] : proofLead.other;
};

const question = (page: PageContext, text: Bilingual): Fragment =>
  html`${inLanguage(page, text)
    .split("\n")
    .map((line) => html`<p>${line}</p>`)}`;

/** TRPL002: the proofs, one after another, whatever the contract asks. */
export const replacementProofPage = (page: PageContext, model: ProofModel): string => {
  const text = texts[page.language];
  return replacementPage(page, {
    screen: replacementProofScreen,
    step: 1,
    refusal: model.refusal,
    content: html`<p class="lead">${leadOf(page, model.ask)}</p>${model.text !== undefined && question(page, model.text)}${model.code !== undefined && qrCode(model.code, text.code)}<div class="card">${postForm(
      page,
      `${REPLACEMENT_PATH}/proof`,
      html`<input type="hidden" name="ask" value="${model.ask}">${model.fields.map((given) => input(page, model, given))}<div class="actions">${submitButton(text.next)}${linkButton(text.cancel, "/login", { tone: "quiet" })}</div><p class="quiet">${text.cancelNote}</p>`,
    )}</div>`,
  });
};
