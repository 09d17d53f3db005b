import type { StoppedProof } from "#domain/credential/stops.ts";
import { rightFacts } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { stateChip } from "#screens/components/certificate-state.ts";
import type { ShownState } from "#screens/components/certificate-state.ts";
import { chip, facts } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { taskList } from "#screens/components/task-list.ts";
import type { Task } from "#screens/components/task-list.ts";
import { dateOnly } from "#screens/components/time.ts";
import { stoppedList } from "../stopped-proofs.ts";
import { userFacts, usersTrail } from "../user-facts.ts";
import { detailsScreen, texts } from "./texts.ts";

/** One thing that may be done with the user; `refusal`: why not. */
export interface PossibleAct {
  readonly name: "change" | "unlock" | "reset" | "suspend" | "resume" | "issue" | "revoke" | "remove";
  readonly path: string;
  /** In the visitor's language; undefined: it is possible. */
  readonly refusal: string | undefined;
}

export interface DetailsModel {
  readonly user: User;
  readonly isSelf: boolean;
  readonly stops: readonly StoppedProof[];
  readonly state: ShownState;
  readonly notAfter: Temporal.Instant | undefined;
  readonly acts: readonly PossibleAct[];
}

const account = (page: PageContext, { user, stops }: DetailsModel): Fragment => {
  const text = texts[page.language];
  const state = user.state === "suspended" ? chip(text.suspended, "error") : chip(text.active, "success");
  return html`${state}${stops.length > 0 && html` ${chip(text.locked, "error")}`}`;
};

const shownOf = (page: PageContext, model: DetailsModel): readonly (readonly [string, HtmlValue])[] => {
  const text = texts[page.language];
  const { user, stops, notAfter, state } = model;
  const separator = page.language === "ja" ? "、" : ", ";
  const withheld = user.withheldRights.map((right) => inLanguage(page, rightFacts[right].name));
  const certificate = html`${stateChip(page, state)}${
    notAfter !== undefined && html` <span class="nowrap">${dateOnly(page, notAfter)}${text.until}</span>`
  }`;
  const [identity, name, ...rest] = userFacts(page, user);
  const shown: (readonly [string, HtmlValue])[] = [];
  if (identity !== undefined) shown.push(identity);
  if (name !== undefined)
    shown.push([name[0], html`${name[1]}${model.isSelf && html`<span class="quiet">${text.self}</span>`}`]);
  shown.push(...rest);
  if (withheld.length > 0) shown.push([text.withheld, withheld.join(separator)]);
  shown.push([text.mailAddress, user.mailAddress ?? html`<span class="quiet">${text.noMail}</span>`]);
  shown.push([text.account, account(page, model)]);
  if (stops.length > 0) shown.push([text.stops, stoppedList(page, stops)]);
  shown.push([text.certificate, certificate]);
  shown.push([text.registeredAt, dateOnly(page, user.createdAt)]);
  return shown;
};

const taskOf = (page: PageContext, { name, path, refusal }: PossibleAct): Task => {
  const text = texts[page.language];
  return refusal === undefined
    ? { title: text[name], description: text[`${name}Body`], path }
    : { title: text[name], description: refusal, path: undefined };
};

/** 利用者詳細: how a user stands, and what can be done. */
export const detailsPage = (page: PageContext, model: DetailsModel): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: detailsScreen,
    parent: text.parent,
    breadcrumb: usersTrail(page),
    main: html`<div class="flow">${facts(shownOf(page, model))}<h2>${text.acts}</h2>${taskList(
      model.acts.map((act) => taskOf(page, act)),
    )}</div>`,
  });
};
