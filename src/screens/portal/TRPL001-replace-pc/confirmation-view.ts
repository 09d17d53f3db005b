import type { CertificateRecord } from "#domain/certificate/certificates.ts";
import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { REPLACEMENT_REASONS, type ReplacementReason } from "#domain/replacement/replace.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { radioChoice } from "#screens/components/choice.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { keyStoreName } from "#screens/components/key-store.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { spanOf } from "#screens/components/span.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { replacementPage } from "./frame.ts";
import { replacementConfirmationScreen, texts } from "./texts.ts";

/** What of a certificate is shown before it ends. */
export type ReplacedCertificate = Pick<
  CertificateRecord,
  "serial" | "notAfter" | "deviceName" | "osUser" | "keyStoreKind" | "lastUsedAt"
>;

export interface ConfirmationModel {
  readonly identity: string;
  readonly userName: string;
  readonly certificate: ReplacedCertificate;
  /** Whoever is logged in gives the confirmation password here; else it was proved before. */
  readonly isLoggedIn: boolean;
  readonly path: string;
  /** Where “stop here” leads. */
  readonly back: string;
  readonly breadcrumb?: readonly Place[];
  readonly reason?: ReplacementReason | undefined;
  readonly refusal?: DescribedRefusal | undefined;
  readonly errors?: { readonly reason?: string; readonly secret?: string };
}

const device = (page: PageContext, { deviceName, osUser }: ReplacedCertificate): string => {
  const text = texts[page.language];
  if (deviceName === undefined || deviceName === "") return text.unknown;
  return deviceName + (osUser === undefined || osUser === "" ? "" : text.account(osUser));
};

const certificateFacts = (page: PageContext, model: ConfirmationModel): Fragment => {
  const text = texts[page.language];
  const { certificate } = model;
  const { keyStoreKind, lastUsedAt } = certificate;
  const pairs: (readonly [string, HtmlValue])[] = [
    [text.identity[page.institution.family], model.identity],
    [text.userName, model.userName],
    [text.device, device(page, certificate)],
    [text.keyStore, keyStoreKind === undefined ? text.unknown : keyStoreName(page, keyStoreKind)],
    [text.notAfter, dateAndTimeWithZone(page, certificate.notAfter)],
    [text.lastUse, lastUsedAt === undefined ? text.neverUsed : dateAndTime(page, lastUsedAt)],
    [text.serial, html`<code>${certificate.serial.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>`],
  ];
  return facts(pairs);
};

const form = (page: PageContext, model: ConfirmationModel): Fragment => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  return postForm(
    page,
    model.path,
    html`<input type="hidden" name="serial" value="${model.certificate.serial}">${radioChoice(page, {
      name: "reason",
      legend: text.reason,
      choices: REPLACEMENT_REASONS.map((value) => ({ value, label: text.reasons[value] })),
      chosen: model.reason,
      error: model.errors?.reason,
    })}${
      model.isLoggedIn &&
      field(page, {
        name: "secret",
        label: inLanguage(page, secret.label),
        type: "password",
        // Not current-password: a browser would fill in the login password here.
        autocomplete: "off",
        maxLength: secret.maxLength,
        help: text.secretHelp,
        error: model.errors?.secret,
      })
    }<div class="actions">${submitButton(text.execute, { tone: "danger" })}${linkButton(text.cancel, model.back, { tone: "secondary" })}</div>`,
  );
};

/** TRPL003: which certificate ends, what follows from it, and the confirmation. */
export const replacementConfirmationPage = (page: PageContext, model: ConfirmationModel): string => {
  const text = texts[page.language];
  const { waitSeconds } = page.institution.replacement;
  return replacementPage(page, {
    screen: replacementConfirmationScreen,
    step: 2,
    refusal: model.refusal,
    ...(model.breadcrumb !== undefined && { breadcrumb: model.breadcrumb }),
    content: html`${certificateFacts(page, model)}${banner({
      tone: "warning",
      title: text.willTitle,
      body: html`<p>${text.willBody}</p><p>${text.willNext}</p>${
        !model.isLoggedIn &&
        waitSeconds > 0 &&
        html`<p><strong>${text.willWait(spanOf(page.language, waitSeconds))}</strong></p>`
      }`,
    })}<div class="card">${form(page, model)}</div>`,
  });
};
