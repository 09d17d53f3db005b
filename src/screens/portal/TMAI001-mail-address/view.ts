import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place, Screen } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { texts } from "./texts.ts";

export const mailAddressScreen: Screen = {
  id: "TMAI001",
  name: { ja: "メールアドレスの変更", en: "Change your mail address" },
};
export const mailCodeScreen: Screen = {
  id: "TMAI002",
  name: { ja: "新しいメールアドレスの確認", en: "Confirm the new mail address" },
};
export const mailResultScreen: Screen = {
  id: "TMAI003",
  name: { ja: "メールアドレスの変更結果", en: "The mail address has been changed" },
};

interface Refusable {
  readonly refusal?: DescribedRefusal;
  readonly errors?: Readonly<Record<string, string>>;
}

export interface MailAddressModel extends Refusable {
  readonly present: string | null;
  readonly values?: Readonly<Record<string, string>>;
}

/** TMAI001: the new address twice, and the confirmation password. */
export const mailAddressPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { present, values, errors, refusal }: MailAddressModel,
): string => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  const address = (name: "mailAddress" | "mailAgain", help?: string) =>
    field(page, {
      name,
      label: text[name],
      autocomplete: "email",
      maxLength: 64,
      value: values?.[name],
      error: errors?.[name],
      ...(help !== undefined && { help }),
    });
  return renderPage(page, {
    screen: mailAddressScreen,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts([
      [text.present, present ?? text.none],
    ])}<div class="card">${postForm(
      page,
      "/settings/mail",
      html`${address("mailAddress", text.help)}${address("mailAgain")}${field(page, {
        name: "secret",
        label: inLanguage(page, secret.label),
        type: "password",
        autocomplete: "off",
        maxLength: secret.maxLength,
        help: text.secretHelp,
        error: errors?.["secret"],
      })}<div class="actions">${submitButton(text.send)}${linkButton(text.back, "/settings", { tone: "secondary" })}</div>`,
    )}</div></div>`,
  });
};

/** TMAI002: the code that went to the new address. */
export const mailCodePage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { mailAddress, refusal, errors }: Refusable & { readonly mailAddress: string },
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: mailCodeScreen,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${banner({
      tone: "info",
      title: text.sent,
      body: html`<p>${text.sentTo(mailAddress)}</p><p>${text.sentBody}</p>`,
    })}<div class="card">${postForm(
      page,
      "/settings/mail/code",
      html`${field(page, {
        name: "code",
        label: text.code,
        help: text.codeHelp,
        autocomplete: "one-time-code",
        inputMode: "numeric",
        maxLength: 12,
        error: errors?.["code"],
      })}<div class="actions">${submitButton(text.execute)}${linkButton(text.correct, "/settings/mail", { tone: "secondary" })}</div>`,
    )}</div>${postForm(page, "/settings/mail/resend", submitButton(text.resend, { tone: "quiet" }))}</div>`,
  });
};

/** TMAI003: the address that holds from now on. */
export const mailResultPage = (page: PageContext, mailAddress: string): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: mailResultScreen,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${text.doneBody}</p>`,
      focus: true,
    })}${facts([[text.mailAddress, mailAddress]])}<p class="actions">${linkButton(text.toTop, "/top", { tone: "secondary" })}</p></div>`,
  });
};
