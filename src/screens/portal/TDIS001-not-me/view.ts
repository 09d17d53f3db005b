import { familyOf } from "#domain/institution/families.ts";
import type { UserRole } from "#domain/institution/policy.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { keyStoreName } from "#screens/components/key-store.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { telephone } from "#screens/components/site-header.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { OWN_REPLACEMENT_PATH } from "../places.ts";
import { disownedScreen, disowningScreen, texts } from "./texts.ts";

export interface DisowningModel {
  readonly serial: string;
  readonly deviceName: string | undefined;
  readonly osUser: string | undefined;
  readonly keyStoreKind: string | undefined;
  readonly issuedAt: Temporal.Instant | undefined;
  /** Address from which it was asked for. */
  readonly issuedFrom: string | undefined;
  readonly lastUsedAt: Temporal.Instant | undefined;
  readonly notAfter: Temporal.Instant;
  /** How many other certificates end with it. */
  readonly others: number;
  /** Whether the visitor is logged in with it. */
  readonly isOfThisSession: boolean;
  readonly role: UserRole;
  readonly refusal?: DescribedRefusal | undefined;
  /** What is wrong with the confirmation password. */
  readonly error?: string | undefined;
}

const serialText = (serial: string): Fragment =>
  html`<code>${serial.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>`;

const certificateFacts = (page: PageContext, model: DisowningModel): Fragment => {
  const text = texts[page.language];
  const { deviceName, osUser, keyStoreKind, issuedAt, lastUsedAt } = model;
  const device =
    deviceName === undefined || deviceName === ""
      ? text.unknown
      : deviceName + (osUser === undefined || osUser === "" ? "" : text.account(osUser));
  const pairs: (readonly [string, HtmlValue])[] = [
    [text.device, device],
    [text.keyStore, keyStoreKind === undefined ? text.unknown : keyStoreName(page, keyStoreKind)],
    ...(issuedAt === undefined ? [] : [[text.issued, dateAndTime(page, issuedAt)] as const]),
    [text.from, model.issuedFrom ?? text.unknown],
    [text.lastUse, lastUsedAt === undefined ? text.neverUsed : dateAndTime(page, lastUsedAt)],
    [text.notAfter, dateAndTimeWithZone(page, model.notAfter)],
    [text.serial, serialText(model.serial)],
  ];
  return facts(pairs);
};

const form = (page: PageContext, model: DisowningModel): Fragment => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  return postForm(
    page,
    `/certificates/${encodeURIComponent(model.serial)}/disown`,
    html`${field(page, {
      name: "secret",
      label: inLanguage(page, secret.label),
      type: "password",
      // Not current-password: a browser would fill in the login password here.
      autocomplete: "off",
      maxLength: secret.maxLength,
      help: text.secretHelp,
      error: model.error,
    })}<div class="actions">${submitButton(text.execute, { tone: "danger" })}${linkButton(text.back, "/certificates", { tone: "secondary" })}</div>`,
  );
};

/** TDIS001: which certificate, what will happen, and the confirmation password. */
export const disowningPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: DisowningModel,
): string => {
  const text = texts[page.language];
  const { refusal } = model;
  const released = page.institution.disowning.releasedBy[model.role];
  return renderPage(page, {
    screen: disowningScreen,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}<p class="lead">${text.lead}</p><section class="flow" aria-labelledby="named"><h2 id="named">${text.named}</h2>${certificateFacts(page, model)}${
      model.isOfThisSession && html`<p>${text.currentNote}</p>`
    }</section>${banner({
      tone: "warning",
      title: text.willTitle,
      body: html`<ul>${text.will.map((one) => html`<li>${one}</li>`)}</ul>${
        model.others > 0 && html`<p>${text.others(model.others)}</p>`
      }<p><strong>${text.released[released]}</strong></p>`,
    })}<div class="card">${form(page, model)}</div><p>${text.replaceInstead} <a href="${OWN_REPLACEMENT_PATH}">${text.replace}</a></p></div>`,
  });
};

/** TDIS002: what was done, and what to do next. */
export const disownedPage = (
  page: PageContext,
  model: { readonly serials: readonly string[]; readonly role: UserRole },
): string => {
  const text = texts[page.language];
  const { helpDeskName, helpDeskPhone, helpDeskHours } = page.institution.contact;
  const { call, check, scan, secrets, release } = text.next;
  const steps: HtmlValue[] = [
    html`<p>${call}</p><p>${inLanguage(page, helpDeskName)} <a href="${telephone(helpDeskPhone)}" class="numbers">${helpDeskPhone}</a> <span class="quiet">${inLanguage(page, helpDeskHours)}</span></p>`,
    check,
    scan,
    secrets,
    release[page.institution.disowning.releasedBy[model.role]],
  ];
  return renderPage(page, {
    screen: disownedScreen,
    main: html`<div class="flow reading">${banner({ tone: "success", title: text.doneTitle, body: html`<p>${text.doneBody}</p>`, focus: true })}<section class="flow" aria-labelledby="next"><h2 id="next">${text.nextTitle}</h2><ol class="procedure" role="list">${steps.map((step) => html`<li class="flow">${step}</li>`)}</ol></section>${facts(
      model.serials.map((serial) => [text.revoked, serialText(serial)] as const),
    )}<p class="actions">${linkButton(text.login, "/login", { tone: "secondary" })}</p></div>`,
  });
};
