import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment } from "#platform/html/html.ts";
import { banner, codes } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { CERTIFICATE_CHECK_PATH, environmentPlace } from "../places.ts";
import { certificateCheckScreen, texts } from "./texts.ts";

/** What the test found: a certificate that logs somebody in, or why there is none. */
export type CertificateCheck =
  | { readonly kind: "presented"; readonly userName: string }
  | { readonly kind: "refused"; readonly refusal: DescribedRefusal }
  | { readonly kind: "over" };

const causes = (page: PageContext): Fragment => {
  const text = texts[page.language];
  return html`<section class="flow"><h2>${text.causes}</h2><h3>${text.noDialog}</h3><ul>${text.noDialogCauses.map((cause) => html`<li>${cause}</li>`)}</ul><h3>${text.chosen}</h3><p>${text.chosenBody}</p></section>`;
};

const several = (page: PageContext): Fragment => {
  const text = texts[page.language];
  return html`<section class="flow"><h2>${text.wrongTitle}</h2><p>${text.wrongBody}</p></section>`;
};

const finding = (page: PageContext, check: CertificateCheck): Fragment => {
  const text = texts[page.language];
  if (check.kind === "presented")
    return banner({
      tone: "success",
      title: text.presented,
      body: html`<p>${text.presentedBody(check.userName)}</p>`,
      focus: true,
    });
  if (check.kind === "over") return banner({ tone: "warning", title: text.over, focus: true });
  const { refusal } = check;
  return html`${banner({
    tone: "error",
    title: inLanguage(page, refusal.cause),
    body: html`<p>${inLanguage(page, refusal.action)}</p>${codes(page, refusal.code)}`,
    focus: true,
  })}${refusal.code === "NO_CERTIFICATE_PRESENTED" ? causes(page) : several(page)}`;
};

/** TENV002: whether the browser presented a certificate, and if not, what may be the cause (A7.2). */
export const certificateCheckPage = (page: PageContext, check: CertificateCheck): string => {
  const text = texts[page.language];
  const isGood = check.kind === "presented";
  return renderPage(page, {
    screen: certificateCheckScreen,
    isRefusal: check.kind === "refused",
    main: html`<div class="reading flow">${finding(page, check)}${postForm(
      page,
      CERTIFICATE_CHECK_PATH,
      html`<div class="actions">${
        isGood ? linkButton(text.back, "/login") : submitButton(text.tryAgain)
      }${check.kind === "refused" && linkButton(text.acquire, "/certificate/acquire", { tone: "secondary" })}${linkButton(text.environment, environmentPlace.path, { tone: "quiet" })}</div>`,
    )}</div>`,
  });
};
