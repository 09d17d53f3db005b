import { familyOf } from "#domain/institution/families.ts";
import type { CredentialKind } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { texts } from "./texts.ts";

export const secretChangeScreen: Screen = {
  id: "TSEC001",
  name: { ja: "パスワード・暗証番号の変更", en: "Change a password or PIN" },
};

export interface SecretChangeModel {
  /** Which secrets the form changes, and its address. */
  readonly kinds: readonly CredentialKind[];
  readonly path: string;
  /** Nothing else can be done first: there is no way back. */
  readonly isRequired: boolean;
  readonly refusal?: DescribedRefusal;
  /** By field: the kind and `Current`, `Next` or `Again`. */
  readonly errors?: Readonly<Record<string, string>>;
}

const secretFieldsOf = (page: PageContext, model: SecretChangeModel, kind: CredentialKind): Fragment => {
  const text = texts[page.language];
  const { minCharacters, maxCharacters, lettersAndDigits } = page.institution.secrets;
  const secret = familyOf(page.institution).secretFields[kind];
  const label = inLanguage(page, secret.label);
  const one = (name: string, title: string, autocomplete: string, help?: string): Fragment =>
    field(page, {
      name,
      label: title,
      type: "password",
      autocomplete,
      maxLength: secret.maxLength,
      error: model.errors?.[name],
      ...(help !== undefined && { help }),
    });
  // A browser knows one password for a site: that of login.
  const [present, fresh] = kind === "login" ? ["current-password", "new-password"] : ["off", "off"];
  const rule = `${text.rule(minCharacters, maxCharacters, lettersAndDigits)}${page.language === "ja" ? "" : " "}${text.avoid}`;
  return html`${one(`${kind}Current`, text.current(label), present)}${one(`${kind}Next`, text.next(label), fresh, rule)}${one(`${kind}Again`, text.again(label), fresh)}`;
};

/** TSEC001: the present one, the new one, and the new one again. */
export const secretChangePage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: SecretChangeModel,
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: secretChangeScreen,
    breadcrumb: model.isRequired ? [] : breadcrumb,
    isRefusal: model.refusal !== undefined,
    main: html`<div class="flow reading">${model.refusal !== undefined && refusalBanner(page, model.refusal)}${
      model.isRequired &&
      banner({ tone: "warning", title: text.requiredTitle, body: html`<p>${text.requiredBody}</p>` })
    }<div class="card">${postForm(
      page,
      model.path,
      html`${model.kinds.map((kind) => secretFieldsOf(page, model, kind))}<div class="actions">${submitButton(text.execute)}${
        !model.isRequired && linkButton(text.back, "/settings", { tone: "secondary" })
      }</div>`,
    )}</div></div>`,
  });
};
