import type { Demand } from "#domain/contractor-confirmation/demand.ts";
import { familyOf } from "#domain/institution/families.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner } from "#screens/components/banner.ts";
import { linkButton } from "#screens/components/button.ts";
import { facts } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone } from "#screens/components/time.ts";
import { CONFIRMATION_STATUS_PATH } from "../contractor-confirmation-first.ts";
import { certificatesPlace } from "../places.ts";
import { statusScreen, texts } from "./texts.ts";

export interface StatusModel {
  /** `none`: the answers have arrived, and nothing waits for them. */
  readonly demand: Exclude<Demand, "answer">;
  readonly askedAt: Temporal.Instant;
  /** Whether this visitor may revoke certificates. */
  readonly mayRevoke: boolean;
}

const says = {
  none: ["received", "receivedBody", "success"],
  institutionChecks: ["waiting", "waitingBody", "info"],
  othersAnswer: ["others", "othersBody", "info"],
} as const;

/** TCNF003: what is being waited for, and by whom. */
export const statusPage = (page: PageContext, { demand, askedAt, mayRevoke }: StatusModel): string => {
  const text = texts[page.language];
  const [title, body, tone] = says[demand];
  const { answerRoles } = page.institution.contractorConfirmation;
  const { roles, roleNames } = familyOf(page.institution);
  const shown: [string, HtmlValue][] = [[text.askedAt, dateAndTimeWithZone(page, askedAt)]];
  if (demand === "othersAnswer")
    shown.push([
      text.roles,
      answerRoles
        .filter((role) => roles.includes(role))
        .map((role) => inLanguage(page, roleNames[role]))
        .join(text.separator),
    ]);
  const isOver = demand === "none";
  return renderPage(page, {
    screen: statusScreen,
    main: html`<div class="flow reading">${banner({ tone, title: text[title], heading: "h2", body: html`<p>${text[body]}</p>` })}${facts(shown)}<p class="actions">${
      isOver
        ? linkButton(text.next, "/top")
        : linkButton(text.reload, CONFIRMATION_STATUS_PATH, { tone: "secondary" })
    }</p>${
      !isOver &&
      mayRevoke &&
      html`<p>${text.revoke} <a href="${certificatesPlace.path}">${text.revokeLink}</a></p>`
    }</div>`,
  });
};
