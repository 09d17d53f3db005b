import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { facts } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { usersListPlace } from "../places.ts";
import { reissueResultScreen, reissueScreen, texts } from "./texts.ts";

export interface ReissueModel {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly state: ShownState;
  /** Of a right that was given before and still runs. */
  readonly deadline: Temporal.Instant | undefined;
  readonly refusal?: DescribedRefusal;
  /** What is wrong with the confirmation password. */
  readonly error?: string | undefined;
}

/** 証明書発行確認: to whom, and the confirmation password. */
export const reissuePage = (page: PageContext, breadcrumb: readonly Place[], model: ReissueModel): string => {
  const text = texts[page.language];
  const { refusal, deadline } = model;
  const { deadlineDays } = page.institution.acquisition;
  const secret = familyOf(page.institution).secretFields.confirmation;
  const shown: (readonly [string, HtmlValue])[] = [
    [text.identity[page.institution.family], model.identity],
    [text.userName, model.userName],
    [text.state, stateChip(page, model.state)],
  ];
  if (deadline !== undefined) shown.push([text.deadline, dateAndTimeWithZone(page, deadline)]);
  const form = postForm(
    page,
    `${usersListPlace.path}/${encodeURIComponent(model.userId)}/reissue`,
    html`${field(page, {
      name: "secret",
      label: inLanguage(page, secret.label),
      type: "password",
      // Not current-password: a browser would fill in the login password here.
      autocomplete: "off",
      maxLength: secret.maxLength,
      error: model.error,
    })}<div class="actions">${submitButton(text.execute)}${linkButton(text.back, usersListPlace.path, { tone: "secondary" })}</div>`,
  );
  const body = deadlineDays === null ? text.withoutDeadline : text.within(deadlineDays);
  return renderPage(page, {
    screen: reissueScreen,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts(shown)}${banner({ tone: "info", title: text.title, body: html`<p>${body}</p>` })}<div class="card">${form}</div></div>`,
  });
};

/** 証明書発行結果. */
export const reissueResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: Pick<ReissueModel, "identity" | "userName" | "deadline">,
): string => {
  const text = texts[page.language];
  const shown: (readonly [string, HtmlValue])[] = [
    [text.identity[page.institution.family], model.identity],
    [text.userName, model.userName],
  ];
  if (model.deadline !== undefined) shown.push([text.deadline, dateAndTimeWithZone(page, model.deadline)]);
  return renderPage(page, {
    screen: reissueResultScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({ tone: "success", title: text.done, body: html`<p>${text.next}</p>`, focus: true })}${facts(shown)}<p class="actions">${linkButton(text.list, usersListPlace.path)}</p></div>`,
  });
};
