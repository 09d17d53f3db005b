import { familyOf } from "#domain/institution/families.ts";
import type { Family } from "#domain/institution/policy.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Attributes, Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { telephone } from "#screens/components/site-header.ts";
import { acquisitionStepper } from "#screens/components/stepper.ts";
import { REPLACEMENT_PATH } from "../places.ts";
import { credentialSource, texts } from "./texts.ts";

/** 証明書取得認証; in the Shinkin family the certificate authority's 電子証明書取得開始. */
export const acquisitionScreens: Readonly<Record<Family, Screen>> = {
  bizsol: { id: "BSMS001", name: { ja: "証明書取得認証", en: "Start of acquisition" } },
  shinkin: { id: "TSKA001", name: { ja: "電子証明書取得開始", en: "Start of certificate acquisition" } },
};

const helpDesk = (page: PageContext): Fragment => {
  const { helpDeskName, helpDeskPhone, helpDeskHours } = page.institution.contact;
  return html`<p>${inLanguage(page, helpDeskName)} <a href="${telephone(helpDeskPhone)}" class="numbers">${helpDeskPhone}</a><br><span class="quiet">${inLanguage(page, helpDeskHours)}</span></p>`;
};

/** What most visitors came for, and stands out. */
const cardClass = (isMain: boolean): Attributes =>
  attributes({ class: isMain ? "card card-first flow" : "card flow" });

const tone = (isMain: boolean) => ({ tone: isMain ? ("primary" as const) : ("secondary" as const) });

const onward = (page: PageContext, isMain: boolean): Fragment => {
  const text = texts[page.language];
  return html`<p class="actions">${linkButton(text.onward, "/certificate/acquire/confirm", tone(isMain))}${linkButton(text.back, "/login", { tone: "quiet" })}</p>`;
};

/** The way without the application. */
const inBrowser = (page: PageContext, isMain: boolean): Fragment => {
  const text = texts[page.language];
  const body = isMain ? text.browserOnly : text.browserBody;
  return html`<section ${cardClass(isMain)} aria-labelledby="browser"><h2 id="browser">${text.browserTitle}</h2><p>${body}</p><p class="actions">${linkButton(text.browser, "/certificate/acquire/in-browser", tone(isMain))}</p></section>`;
};

/** For whoever has a certificate on a PC that is gone, where that can be settled without a login. */
const replacement = (page: PageContext): HtmlValue => {
  const text = texts[page.language];
  return (
    page.institution.replacement.withoutLogin &&
    html`<section class="card flow" aria-labelledby="replace"><h2 id="replace">${text.replaceTitle}</h2><p>${text.replaceBody}</p><p class="actions">${linkButton(text.replace, REPLACEMENT_PATH, { tone: "secondary" })}</p></section>`
  );
};

const withLoginId = (page: PageContext, isMain: boolean): Fragment => {
  const text = texts[page.language];
  return html`<section ${cardClass(isMain)} aria-labelledby="ready"><h2 id="ready">${text.readyTitle}</h2><p>${text.readyBody}</p><p>${text.samePc}</p>${onward(page, isMain)}</section><section class="card flow" aria-labelledby="first"><h2 id="first">${text.firstTitle}</h2>${
    page.institution.registration.selfService
      ? html`<p>${text.selfServiceBody}</p><p class="actions">${linkButton(text.selfService, "/registration", { tone: "secondary" })}</p>`
      : html`<p>${text.firstBody}</p>`
  }${helpDesk(page)}</section>`;
};

const withCredentials = (page: PageContext, isMain: boolean): Fragment => {
  const text = texts[page.language];
  const fields = familyOf(page.institution).identityFields;
  const pairs = fields.map(
    (given) => [inLanguage(page, given.label), inLanguage(page, credentialSource[given.name])] as const,
  );
  const { deadlineDays } = page.institution.acquisition;
  return html`<section ${cardClass(isMain)} aria-labelledby="ready"><h2 id="ready">${text.credentialsTitle}</h2><p>${text.credentialsBody}</p>${facts(pairs)}<p>${text.samePc}</p>${onward(page, isMain)}</section>${
    deadlineDays !== null &&
    banner({ tone: "info", title: text.deadline(deadlineDays), body: html`<p>${text.deadlineBody}</p>` })
  }<section class="card flow" aria-labelledby="first"><h2 id="first">${text.lostTitle}</h2><p>${text.lostBody}</p>${helpDesk(page)}</section>`;
};

const bodies: Readonly<Record<Family, (page: PageContext, isMain: boolean) => Fragment>> = {
  bizsol: withLoginId,
  shinkin: withCredentials,
};

/**
 * `hasApplication`: whether the issuing application runs where this browser runs. Where it does not, and the institution
 * allows the way without it, that comes first.
 */
export const acquisitionPage = (page: PageContext, { hasApplication = true } = {}): string => {
  const { family, acquisition } = page.institution;
  const isOffered = acquisition.inBrowser.use === "allowed";
  const isBrowserFirst = isOffered && !hasApplication;
  const application = bodies[family](page, !isBrowserFirst);
  const ways = isBrowserFirst
    ? [inBrowser(page, true), application]
    : [application, isOffered && inBrowser(page, false)];
  return renderPage(page, {
    screen: acquisitionScreens[family],
    parent: texts[page.language].parent[family],
    main: html`${acquisitionStepper(page, 1)}<div class="flow">${ways}${replacement(page)}</div>`,
  });
};
