import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import { facts } from "#screens/components/data.ts";
import { field, fieldId, postForm } from "#screens/components/form.ts";
import { icon } from "#screens/components/icon.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { reasonNames, REASONS, texts } from "./texts.ts";
import type { Reason } from "./texts.ts";

export const revocationConfirmationScreen: Screen = {
  id: "BRSK019",
  name: { ja: "証明書失効確認", en: "Confirm the revocation" },
};

export interface RevocationModel {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly isSelf: boolean;
  readonly state: "active" | "onItsWay";
  readonly notAfter: Temporal.Instant;
  readonly serial: string;
  /** What was chosen before, and why it was not taken. */
  readonly reason?: Reason | undefined;
  readonly refusal?: DescribedRefusal;
  readonly errors?: { readonly reason?: string; readonly secret?: string };
}

const reasonChoice = (page: PageContext, model: RevocationModel): Fragment => {
  const text = texts[page.language];
  const error = model.errors?.reason;
  const choices = REASONS.map((reason) => {
    const input = attributes({
      type: "radio",
      name: "reason",
      value: reason,
      required: true,
      checked: model.reason === reason,
      id: reason === REASONS[0] ? fieldId("reason") : undefined,
    });
    return html`<label class="choice"><input ${input}><span>${inLanguage(page, reasonNames[reason])}</span></label>`;
  });
  return html`<fieldset ${attributes({ "aria-describedby": error === undefined ? undefined : "reason-error" })}><legend>${text.reason}<span class="required">${text.required}</span></legend>${
    error !== undefined &&
    html`<p class="field-error" id="reason-error">${icon("error")}<span>${error}</span></p>`
  }${choices}</fieldset>`;
};

const form = (page: PageContext, model: RevocationModel): Fragment => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  return postForm(
    page,
    `/administration/users/certificates/${encodeURIComponent(model.userId)}/revoke`,
    html`<input type="hidden" name="serial" value="${model.serial}">${reasonChoice(page, model)}${field(
      page,
      {
        name: "secret",
        label: inLanguage(page, secret.label),
        type: "password",
        // Not current-password: a browser would fill in the login password here.
        autocomplete: "off",
        maxLength: secret.maxLength,
        help: text.secretHelp,
        error: model.errors?.secret,
      },
    )}<div class="actions">${submitButton(text.execute, { tone: "danger" })}${linkButton(
      text.back,
      "/administration/users/certificates",
      { tone: "secondary" },
    )}</div>`,
  );
};

/** BRSK019 証明書失効確認: whose, until when, and the confirmation password before it ends for good. */
export const revocationConfirmationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: RevocationModel,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: revocationConfirmationScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: model.refusal !== undefined,
    main: html`<div class="flow reading">${model.refusal !== undefined && refusalBanner(page, model.refusal)}${facts(
      [
        [text.identity[page.institution.family], model.identity],
        [text.userName, model.userName],
        [text.state, stateChip(page, model.state)],
        [text.notAfter, dateAndTimeWithZone(page, model.notAfter)],
      ],
    )}${banner({
      tone: "warning",
      title: text.warning,
      body: html`<p>${text.warningBody}</p>${model.isSelf && html`<p><strong>${text.selfWarning}</strong></p>`}`,
    })}<div class="card">${form(page, model)}</div></div>`,
  });
};
