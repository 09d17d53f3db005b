import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { Holding } from "#domain/second-factor/one-time-password/holdings.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { taskList } from "#screens/components/task-list.ts";
import type { Task } from "#screens/components/task-list.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { otpTexts } from "../one-time-password-texts.ts";
import { shownTokenState, tokenChip } from "../one-time-password-state.ts";
import { ownTokenPlace } from "../places.ts";
import {
  appProofScreen,
  newPhoneScreen,
  ownTokenResultScreen,
  ownTokenScreen,
  texts,
  type OwnTokenDone,
} from "./texts.ts";

/** How the visitor stands, and what may be done about it. */
export interface OwnTokenModel {
  readonly holding: Holding;
  readonly tasks: readonly OwnTokenTask[];
}

export type OwnTokenTask = "start" | "app" | "phone" | "synchronise";

/** Where each is done: an app is set up and moved to another phone in one place, by how the user stands. */
export const OWN_TOKEN_PATHS: Readonly<Record<OwnTokenTask, string>> = {
  start: `${ownTokenPlace.path}/start`,
  app: `${ownTokenPlace.path}/app`,
  phone: `${ownTokenPlace.path}/app`,
  synchronise: `${ownTokenPlace.path}/synchronise`,
};

const stateFacts = (page: PageContext, { token }: Holding): Fragment => {
  const text = texts[page.language];
  const state = tokenChip(page, shownTokenState(token));
  if (token === undefined) return facts([[text.state, state]]);
  return facts([
    [text.state, state],
    [text.kind, text.kinds[token.kind]],
    [text.serviceId, page.institution.code],
    [token.kind === "hardware" ? text.serial : text.userId, token.serial],
    ...(token.startedAt === null ? [] : [[text.startedAt, dateAndTime(page, token.startedAt)] as const]),
  ]);
};

const waitBanner = (page: PageContext, { startableFrom }: Holding): HtmlValue => {
  if (startableFrom === undefined) return undefined;
  const text = texts[page.language];
  return banner({
    tone: "warning",
    title: text.waitTitle,
    body: html`${facts([[text.waitFrom, dateAndTimeWithZone(page, startableFrom)]])}<p>${text.waitBody}</p>`,
  });
};

/** TOTP006: the visitor's own token. */
export const ownTokenPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { holding, tasks }: OwnTokenModel,
): string => {
  const text = texts[page.language];
  const list: readonly Task[] = tasks.map((task) => ({
    title: text[task],
    description: text[`${task}Body`],
    path: OWN_TOKEN_PATHS[task],
  }));
  const login = text.usedAt[page.institution.login.factors.oneTimePassword];
  const hasNone = holding.token === undefined && holding.startableFrom === undefined;
  return renderPage(page, {
    screen: ownTokenScreen,
    breadcrumb,
    main: html`<div class="flow reading"><p class="lead">${text.usedBody(login)}</p>${stateFacts(page, holding)}${
      hasNone && html`<p>${text.none} ${text.noneBody}</p>`
    }${waitBanner(page, holding)}<p class="quiet">${text.lost}</p></div>${
      list.length > 0 && html`<section class="flow"><h2>${text.acts}</h2>${taskList(list)}</section>`
    }`,
  });
};

export interface OwnProofModel {
  /** An app for the first time, by the confirmation password; or another phone, by a value of the present one. */
  readonly task: "app" | "phone";
  readonly refusal?: DescribedRefusal;
  readonly errors?: Readonly<Record<string, string>>;
}

const proofField = (page: PageContext, { task, errors }: OwnProofModel): Fragment => {
  const text = texts[page.language];
  const otp = otpTexts[page.language];
  if (task === "phone")
    return field(page, {
      name: "value",
      label: otp.value,
      help: otp.valueHelp,
      autocomplete: "one-time-code",
      inputMode: "numeric",
      maxLength: 16,
      error: errors?.["value"],
    });
  const secret = familyOf(page.institution).secretFields.confirmation;
  return field(page, {
    name: "secret",
    label: inLanguage(page, secret.label),
    help: text.secretHelp,
    type: "password",
    autocomplete: "off",
    maxLength: secret.maxLength,
    error: errors?.["secret"],
  });
};

/** TOTP007 and TOTP008: the proof before a key is shown. */
export const ownProofPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: OwnProofModel,
): string => {
  const text = texts[page.language];
  const { task, refusal } = model;
  const isPhone = task === "phone";
  return renderPage(page, {
    screen: isPhone ? newPhoneScreen : appProofScreen,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${isPhone ? text.phoneLead : text.proofLead}</p>${
      isPhone && html`<p>${text.proofLead}</p>`
    }<div class="card">${postForm(
      page,
      OWN_TOKEN_PATHS[task],
      html`<input type="hidden" name="task" value="${task}">${proofField(page, model)}<div class="actions">${submitButton(text.show)}${linkButton(text.back, ownTokenPlace.path, { tone: "secondary" })}</div>`,
    )}</div>${isPhone && html`<p class="quiet">${text.phoneNone}</p>`}</div>`,
  });
};

/** TOTP009: what was done. */
export const ownTokenResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { done, holding }: { readonly done: OwnTokenDone; readonly holding: Holding },
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: ownTokenResultScreen,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done[done],
      body: html`<p>${text.doneBody[done]}</p>`,
      focus: true,
    })}${stateFacts(page, holding)}<p class="actions">${linkButton(text.toState, ownTokenPlace.path, { tone: "secondary" })}</p></div>`,
  });
};
