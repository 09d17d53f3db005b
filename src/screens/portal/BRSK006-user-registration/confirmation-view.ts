import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { UserDraft } from "#domain/user-administration/draft.ts";
import { html } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { newUserPlace } from "../places.ts";
import type { FormParts } from "./entry.ts";
import { registrationConfirmationScreen, texts } from "./texts.ts";

export interface RegistrationConfirmationModel {
  readonly token: string;
  readonly draft: Pick<
    UserDraft,
    "userId" | "loginId" | "userName" | "mailAddress" | "role" | "grantsAcquisition" | "secretsAreMade"
  >;
  readonly parts: FormParts;
  readonly refusal?: DescribedRefusal;
  /** What is wrong with the confirmation password. */
  readonly error?: string | undefined;
}

/** 利用者登録確認: what will be registered, and the confirmation password. */
export const registrationConfirmationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: RegistrationConfirmationModel,
): string => {
  const text = texts[page.language];
  const { draft, parts, token, refusal } = model;
  const { secretFields, roleNames } = familyOf(page.institution);
  const secret = secretFields.confirmation;
  const shown: (readonly [string, string])[] = [
    [text.identity[page.institution.family], draft.loginId ?? draft.userId],
    [text.userName, draft.userName],
    [text.mailAddress, draft.mailAddress],
    [text.rights, inLanguage(page, roleNames[draft.role])],
  ];
  if (parts.deadlineDays !== undefined)
    shown.push([text.grants, draft.grantsAcquisition ? text.issue : text.issueLater]);
  shown.push([text.secrets, draft.secretsAreMade ? text.secretsMade : text.secretsChosen]);
  const form = postForm(
    page,
    `${newUserPlace.path}/register`,
    html`<input type="hidden" name="draft" value="${token}">${field(page, {
      name: "secret",
      label: inLanguage(page, secret.label),
      type: "password",
      // Not current-password: a browser would fill in the login password here.
      autocomplete: "off",
      maxLength: secret.maxLength,
      error: model.error,
    })}<div class="actions">${submitButton(text.execute)}${linkButton(text.back, newUserPlace.path, { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: registrationConfirmationScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${
      refusal === undefined
        ? banner({ tone: "info", title: text.confirmTitle, body: html`<p>${text.confirmBody}</p>` })
        : refusalBanner(page, refusal)
    }${facts(shown)}<div class="card">${form}</div></div>`,
  });
};
