import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { ShownOffer } from "#domain/second-factor/transaction-authentication/register.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, fieldId, postForm } from "#screens/components/form.ts";
import { icon } from "#screens/components/icon.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { scanCode } from "#screens/components/scan-code.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { transactionNumberField } from "#screens/components/transaction-approval.ts";
import { confirmationField } from "../act-pages.ts";
import { ownTransactionPlace } from "../places.ts";
import { ownTransactionScreen, registrationScreen, selectionScreen, startedScreen, texts } from "./texts.ts";

/** The visitor's token, as the page shows it. */
export interface OwnTransactionToken {
  readonly serial: string;
  readonly startedAt: Temporal.Instant;
  /** Names of the others who use it. */
  readonly colleagues: readonly string[];
}

export const START_PATH = `${ownTransactionPlace.path}/start`;
export const REGISTER_PATH = `${ownTransactionPlace.path}/register`;

const tokenFacts = (page: PageContext, token: OwnTransactionToken): Fragment => {
  const text = texts[page.language];
  return facts([
    [text.serial, html`<code>${token.serial}</code>`],
    [text.since, dateAndTimeWithZone(page, token.startedAt)],
    [text.sharedWith, token.colleagues.length === 0 ? text.alone : token.colleagues.join(", ")],
  ]);
};

/** TTXA001: whether the visitor has a token, and which. */
export const ownTransactionPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  token: OwnTransactionToken | undefined,
): string => {
  const text = texts[page.language];
  const none = html`${banner({ tone: "info", title: text.none, body: html`<p>${text.noneBody}</p>` })}<p class="actions">${linkButton(text.start, START_PATH)}</p>`;
  return renderPage(page, {
    screen: ownTransactionScreen,
    breadcrumb,
    main: html`<div class="flow reading"><p class="lead">${text.lead}</p>${
      token === undefined
        ? none
        : html`${tokenFacts(page, token)}<section class="flow"><h2>${text.lostTitle}</h2><p>${text.lostBody}</p></section>`
    }</div>`,
  });
};

export interface SelectionModel {
  readonly breadcrumb: readonly Place[];
  /** Whether a colleague's token can be shared. */
  readonly mayShare: boolean;
  readonly choice?: string | undefined;
  readonly serial?: string | undefined;
  readonly refusal?: DescribedRefusal | undefined;
  readonly errors?: { readonly choice?: string; readonly serial?: string; readonly secret?: string };
}

const choices = (page: PageContext, { choice, errors }: SelectionModel): Fragment => {
  const text = texts[page.language];
  const radios = (["own", "share"] as const).map((value, index) => {
    const input = attributes({
      type: "radio",
      name: "choice",
      value,
      required: true,
      checked: choice === value,
      id: index === 0 ? fieldId("choice") : undefined,
    });
    return html`<label class="choice"><input ${input}><span>${text[value]}</span></label>`;
  });
  const error = errors?.choice;
  return html`<fieldset ${attributes({ "aria-describedby": error === undefined ? undefined : "choice-error" })}><legend>${text.choice}</legend>${
    error !== undefined &&
    html`<p class="field-error" id="choice-error">${icon("error")}<span>${error}</span></p>`
  }${radios}</fieldset>`;
};

/** BLGI023 トランザクション認証利用開始登録選択: an own token or a colleague's, and the confirmation password. */
export const selectionPage = (page: PageContext, model: SelectionModel): string => {
  const text = texts[page.language];
  const { refusal, errors, mayShare } = model;
  const sharing = html`${choices(page, model)}${field(page, {
    name: "serial",
    label: text.shareSerial,
    help: text.shareHelp,
    autocomplete: "off",
    maxLength: 20,
    isOptional: true,
    value: model.serial,
    error: errors?.serial,
  })}`;
  const form = postForm(
    page,
    START_PATH,
    html`${mayShare ? sharing : html`<input type="hidden" name="choice" value="own">`}${confirmationField(page, errors?.secret)}<div class="actions">${submitButton(text.next)}${linkButton(text.back, ownTransactionPlace.path, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: selectionScreen,
    breadcrumb: model.breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${text.lead}</p><div class="card">${form}</div></div>`,
  });
};

export interface RegistrationModel {
  readonly breadcrumb: readonly Place[];
  readonly asked:
    | { readonly kind: "own"; readonly offer: ShownOffer }
    | { readonly kind: "share"; readonly challenge: string };
  readonly refusal?: DescribedRefusal | undefined;
  readonly error?: string | undefined;
}

const steps = (list: readonly string[]): Fragment =>
  html`<ol>${list.map((step) => html`<li>${step}</li>`)}</ol>`;

const code = (page: PageContext, { asked }: RegistrationModel): Fragment => {
  const text = texts[page.language];
  if (asked.kind === "share") return scanCode(page, asked.challenge, steps(text.shareSteps));
  const { offer } = asked;
  if (offer.isClaimed)
    return banner({ tone: "success", title: text.claimed, body: html`<p>${text.claimedBody}</p>` });
  return scanCode(
    page,
    offer.address,
    html`${steps(text.steps)}<p class="quiet">${text.address}</p><p><code>${offer.appAddress}</code></p>`,
  );
};

/** BLGI021 トランザクション認証利用開始登録: the code, and the number that ends it. */
export const registrationPage = (page: PageContext, model: RegistrationModel): string => {
  const text = texts[page.language];
  const { refusal } = model;
  const form = postForm(
    page,
    REGISTER_PATH,
    html`<input type="hidden" name="kind" value="${model.asked.kind}">${transactionNumberField(page, model.error)}<div class="actions">${submitButton(text.register)}${linkButton(text.back, START_PATH, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: registrationScreen,
    breadcrumb: model.breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${code(page, model)}<div class="card">${form}</div></div>`,
  });
};

/** TTXA002: the token is in use. */
export const startedPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  token: OwnTransactionToken,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: startedScreen,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.started,
      body: html`<p>${text.startedBody}</p>`,
      focus: true,
    })}${tokenFacts(page, token)}<p>${text.notMe}</p><p class="actions">${linkButton(text.toSettings, ownTransactionPlace.path, { tone: "secondary" })}</p></div>`,
  });
};
