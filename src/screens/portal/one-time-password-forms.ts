import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { ShownToken } from "#domain/second-factor/one-time-password/software.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { qrCode } from "#screens/components/qr-code.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { unreachable } from "#shared/invariant.ts";
import {
  otpTexts,
  softwareScreen,
  startScreen,
  synchronisationScreen,
  valueScreen,
  waitingScreen,
} from "./one-time-password-texts.ts";

/** What a page about one-time passwords asks for. */
export type OtpQuestion =
  | { readonly kind: "value" }
  | { readonly kind: "synchronisation"; readonly periodSeconds: number }
  | { readonly kind: "startOfUse"; readonly toSoftware?: string | undefined }
  | { readonly kind: "software"; readonly shown: ShownToken; readonly toHardware?: string | undefined }
  /** Nothing: no token may begin before. */
  | { readonly kind: "waiting"; readonly from: Temporal.Instant }
  /** Nothing: the refusal says why. */
  | { readonly kind: "nothing"; readonly screen: Screen };

export interface OtpModel {
  readonly question: OtpQuestion;
  /** Where the form goes. */
  readonly path: string;
  /** Back to where the visitor came from; undefined at login, where there is only logging out. */
  readonly back?: string;
  readonly breadcrumb?: readonly Place[];
  readonly refusal?: DescribedRefusal | undefined;
  readonly errors?: Readonly<Record<string, string>>;
  /** What was typed; no value of a token is sent back. */
  readonly serial?: string | undefined;
}

/** Room for spaces between groups of digits. */
const VALUE_MAX_LENGTH = 16;

const digits = (page: PageContext, name: string, label: string, help: string, { errors }: OtpModel) =>
  field(page, {
    name,
    label,
    help,
    autocomplete: "one-time-code",
    inputMode: "numeric",
    maxLength: VALUE_MAX_LENGTH,
    error: errors?.[name],
  });

const form = (page: PageContext, model: OtpModel, fields: HtmlValue, button: string): Fragment => {
  const text = otpTexts[page.language];
  const { back } = model;
  return postForm(
    page,
    model.path,
    html`<input type="hidden" name="ask" value="${model.question.kind}">${fields}<div class="actions">${submitButton(button)}${
      back !== undefined && linkButton(text.back, back, { tone: "secondary" })
    }</div>`,
  );
};

const valueForm = (page: PageContext, model: OtpModel): Fragment => {
  const text = otpTexts[page.language];
  return html`<p class="lead">${text.valueLead}</p><div class="card">${form(
    page,
    model,
    digits(page, "value", text.value, text.valueHelp, model),
    text.prove,
  )}</div><p class="quiet">${text.lost}</p>`;
};

const synchronisationForm = (page: PageContext, model: OtpModel, periodSeconds: number): Fragment => {
  const text = otpTexts[page.language];
  return html`${banner({
    tone: "info",
    title: text.driftTitle,
    body: html`<p>${text.driftBody}</p>`,
  })}<div class="card">${form(
    page,
    model,
    html`${digits(page, "current", text.current, text.currentHelp, model)}${digits(page, "next", text.next(periodSeconds), text.nextHelp, model)}`,
    text.prove,
  )}</div>`;
};

const startForm = (page: PageContext, model: OtpModel, toSoftware: string | undefined): Fragment => {
  const text = otpTexts[page.language];
  return html`<p class="lead">${text.startLead}</p><div class="card">${form(
    page,
    model,
    html`${field(page, {
      name: "serial",
      label: text.serial,
      help: text.serialHelp,
      autocomplete: "off",
      maxLength: 40,
      value: model.serial,
      error: model.errors?.["serial"],
    })}${digits(page, "value", text.value, text.valueHelp, model)}`,
    text.start,
  )}</div>${toSoftware !== undefined && html`<p><a href="${toSoftware}">${text.toSoftware}</a></p>`}`;
};

/** Four characters a group, one element each: read, copied and selected with spaces between. */
const keyInGroups = (key: string): Fragment =>
  html`<span class="key">${(key.match(/.{1,4}/g) ?? []).map((group) => html`<span>${group}</span> `)}</span>`;

const accountIn = (uri: string): string =>
  decodeURIComponent(uri.slice("otpauth://totp/".length, uri.indexOf("?")));

const softwareForm = (
  page: PageContext,
  model: OtpModel,
  { shown, toHardware }: { readonly shown: ShownToken; readonly toHardware: string | undefined },
): Fragment => {
  const text = otpTexts[page.language];
  return html`<ol class="procedure" role="list"><li class="flow"><h2>${text.stepApp}</h2><p>${text.stepAppBody}</p></li><li class="flow"><h2>${text.stepKey}</h2><p>${text.stepKeyBody}</p><div class="qr-sheet">${qrCode(shown.uri, text.qr)}<div class="flow"><p>${text.byHand}</p>${facts(
    [
      [text.keyLabel, html`${keyInGroups(shown.key)}<span class="quiet">${text.keyHelp}</span>`],
      [text.account, accountIn(shown.uri)],
      [text.kindLabel, text.kind],
      [text.serviceId, page.institution.code],
      [text.userId, shown.serial],
    ],
  )}</div></div>${banner({ tone: "warning", title: text.caution })}</li><li class="flow"><h2>${text.stepValue}</h2><div class="card">${form(
    page,
    model,
    digits(page, "value", text.value, text.valueHelp, model),
    text.start,
  )}</div></li></ol>${toHardware !== undefined && html`<p><a href="${toHardware}">${text.toHardware}</a></p>`}`;
};

const waiting = (page: PageContext, from: Temporal.Instant): Fragment => {
  const text = otpTexts[page.language];
  return html`${banner({
    tone: "warning",
    title: text.waitTitle,
    body: html`<p>${text.waitBody}</p><p>${text.waitNotMe}</p>`,
  })}${facts([[text.waitFrom, dateAndTimeWithZone(page, from)]])}`;
};

const contentOf = (page: PageContext, model: OtpModel): HtmlValue => {
  const { question } = model;
  switch (question.kind) {
    case "value":
      return valueForm(page, model);
    case "synchronisation":
      return synchronisationForm(page, model, question.periodSeconds);
    case "startOfUse":
      return startForm(page, model, question.toSoftware);
    case "software":
      return softwareForm(page, model, { shown: question.shown, toHardware: question.toHardware });
    case "waiting":
      return waiting(page, question.from);
    case "nothing":
      return undefined;
    default:
      return unreachable(question);
  }
};

const screenOf = (question: OtpQuestion): Screen =>
  question.kind === "nothing" ? question.screen : SCREENS[question.kind];

const SCREENS: Readonly<Record<Exclude<OtpQuestion["kind"], "nothing">, Screen>> = {
  value: valueScreen,
  synchronisation: synchronisationScreen,
  startOfUse: startScreen,
  software: softwareScreen,
  waiting: waitingScreen,
};

/** One question about one-time passwords, at login or in the settings. */
export const oneTimePasswordPage = (page: PageContext, model: OtpModel): string => {
  const { question, refusal, breadcrumb, back } = model;
  return renderPage(page, {
    screen: screenOf(question),
    ...(back === undefined ? { parent: otpTexts[page.language].parent } : {}),
    ...(breadcrumb === undefined ? {} : { breadcrumb }),
    isRefusal: refusal !== undefined,
    main: html`<div class="${question.kind === "software" ? "flow" : "flow reading"}">${refusal !== undefined && refusalBanner(page, refusal)}${contentOf(page, model)}${
      (question.kind === "waiting" || question.kind === "nothing") &&
      back !== undefined &&
      html`<p class="actions">${linkButton(otpTexts[page.language].back, back, { tone: "secondary" })}</p>`
    }</div>`,
  });
};
