import { familyOf } from "#domain/institution/families.ts";
import type { NewSecrets } from "#domain/credential/secrets.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { newUserPlace, usersListPlace } from "../places.ts";
import { registrationResultScreen, texts } from "./texts.ts";

export interface RegistrationResultModel {
  readonly identity: string;
  readonly userName: string;
  readonly roleName: string;
  /** Those that were made for the user. */
  readonly secrets: NewSecrets | undefined;
  /** Of the right that was given at once. */
  readonly deadline: Temporal.Instant | undefined;
}

/** 利用者登録結果. */
export const registrationResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: RegistrationResultModel,
): string => {
  const text = texts[page.language];
  const { secrets, deadline } = model;
  const { secretFields } = familyOf(page.institution);
  const shown: (readonly [string, HtmlValue])[] = [
    [text.identity[page.institution.family], model.identity],
    [text.userName, model.userName],
    [text.rights, model.roleName],
  ];
  if (deadline !== undefined) shown.push([text.deadline, dateAndTimeWithZone(page, deadline)]);
  for (const kind of ["login", "confirmation"] as const)
    if (secrets !== undefined)
      shown.push([inLanguage(page, secretFields[kind].label), html`<code>${secrets[kind]}</code>`]);
  return renderPage(page, {
    screen: registrationResultScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done,
      body: html`<p>${secrets === undefined ? text.doneChosen : text.doneMade}</p>`,
      focus: true,
    })}${facts(shown)}<p class="actions">${linkButton(text.list, usersListPlace.path)}${linkButton(text.another, newUserPlace.path, { tone: "secondary" })}</p></div>`,
  });
};
