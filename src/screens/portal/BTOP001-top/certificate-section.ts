import type { Family } from "#domain/institution/policy.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { chip, facts } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { dateAndTimeWithZone, dateOnly, daysLeftText } from "#screens/components/time.ts";
import type { AcquisitionState, ShownCertificate, TopModel } from "./model.ts";
import { texts } from "./texts.ts";

const renewalAction: Readonly<Record<Family, (page: PageContext) => Fragment>> = {
  bizsol: (page) => linkButton(texts[page.language].renew, "/certificate/renew"),
  // [001] has the link in its 重要なお知らせ, [004] the button on the status page.
  shinkin: (page) =>
    html`${linkButton(texts[page.language].renew, "/certificate/renew")}<a href="/certificate/renew">${texts[page.language].renewLink}</a>`,
};

const renewalBanner = (page: PageContext, certificate: ShownCertificate): Fragment => {
  const text = texts[page.language];
  const { family } = page.institution;
  return banner({
    tone: "warning",
    title: text.renewTitle[family],
    body: html`<p>${text.renewBody} <strong>${daysLeftText(page.language, certificate.window.daysLeft)}</strong></p><p class="actions">${renewalAction[family](page)}</p>`,
  });
};

const acquisitionBanner = (page: PageContext, state: AcquisitionState, isExpired: boolean): Fragment => {
  const text = texts[page.language];
  const title = isExpired ? text.expiredTitle : text.noneTitle;
  if (state.kind === "refused") {
    return banner({
      tone: "warning",
      title: isExpired ? title : text.blockedTitle,
      body: html`<p>${inLanguage(page, state.refusal.cause)}</p><p>${inLanguage(page, state.refusal.action)}</p>`,
    });
  }
  return banner({
    tone: isExpired ? "warning" : "info",
    title,
    body: html`<p>${text.noneBody}</p>${
      state.deadline !== undefined &&
      html`<p>${text.noneDeadline}: <strong>${dateAndTimeWithZone(page, state.deadline)}</strong> ${
        state.daysLeft !== undefined && chip(daysLeftText(page.language, state.daysLeft), "warning")
      }</p>`
    }<p class="actions">${linkButton(text.acquire, "/certificate/acquire/confirm")}</p>`,
  });
};

const toneOf = ({ window }: ShownCertificate): ChipTone => {
  if (window.isExpired) return "error";
  return window.isOpen ? "warning" : "success";
};

const certificateFacts = (page: PageContext, certificate: ShownCertificate): Fragment => {
  const text = texts[page.language];
  const { window, deviceName, osUser } = certificate;
  const pairs: (readonly [string, HtmlValue])[] = [
    [
      text.validUntil,
      html`<strong>${dateAndTimeWithZone(page, certificate.notAfter)}</strong> ${chip(daysLeftText(page.language, window.daysLeft), toneOf(certificate))}`,
    ],
  ];
  if (!window.isOpen && !window.isExpired) {
    pairs.push([text.opens, html`${dateOnly(page, window.opensAt)}${text.opensFrom}`]);
  }
  pairs.push([text.subject, certificate.subject]);
  if (deviceName !== undefined) pairs.push([text.device, text.deviceOf(deviceName, osUser ?? "–")]);
  return facts(pairs);
};

/** 電子証明書有効期限: expiry, days left, renewal inside its window, acquisition where none works. */
export const certificateSection = (page: PageContext, model: TopModel): Fragment => {
  const text = texts[page.language];
  const { certificate, acquisition } = model;
  const isExpired = certificate?.window.isExpired === true;
  return html`<section class="flow" aria-labelledby="certificate"><h2 id="certificate">${text.certificate}</h2>${
    certificate?.window.isOpen === true && renewalBanner(page, certificate)
  }${acquisition !== undefined && acquisitionBanner(page, acquisition, isExpired)}${
    certificate !== undefined && certificateFacts(page, certificate)
  }<p><a href="/certificates">${text.own}</a></p></section>`;
};
