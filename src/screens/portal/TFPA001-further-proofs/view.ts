import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { FurtherProofAct } from "#domain/user-administration/further-proofs.ts";
import type { HandedOutCode } from "#domain/second-factor/user-registration-code/make.ts";
import type { CodeState } from "#domain/second-factor/user-registration-code/verify.ts";
import { html } from "#platform/html/html.ts";
import type { HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { chip, facts, table } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTimeWithZone, dateOnly } from "#screens/components/time.ts";
import { actScreens, furtherProofsPlace, furtherProofsScreen, texts } from "./texts.ts";

/** One user of the contract; undefined: the contract does not have the proof. */
export interface FurtherProofRow {
  readonly userId: string;
  readonly identity: string;
  readonly userName: string;
  readonly isSelf: boolean;
  readonly answersRegisteredAt: Temporal.Instant | null | undefined;
  readonly code: CodeState | undefined;
  readonly acts: readonly FurtherProofAct[];
}

export const actPath = (userId: string, act: FurtherProofAct): string =>
  `${furtherProofsPlace.path}/${encodeURIComponent(userId)}/${actScreens[act].path}`;

const TONES: Readonly<Record<CodeState, ChipTone>> = {
  none: "neutral",
  open: "warning",
  expired: "error",
  verified: "success",
};

const answersCell = (page: PageContext, registeredAt: Temporal.Instant | null | undefined): HtmlValue => {
  const text = texts[page.language];
  if (registeredAt === undefined) return "–";
  if (registeredAt === null) return chip(text.notRegistered, "neutral");
  return html`${chip(text.registered, "success")}<br><span class="quiet nowrap">${dateOnly(page, registeredAt)}</span>`;
};

const row = (page: PageContext, user: FurtherProofRow): readonly HtmlValue[] => {
  const text = texts[page.language];
  const buttons = user.acts.map((act) =>
    linkButton(text.buttons[act], actPath(user.userId, act), {
      tone: "secondary",
      size: "small",
      about: text.about(user.userName),
    }),
  );
  return [
    html`<span class="nowrap">${user.identity}</span>`,
    html`${user.userName}${user.isSelf && html`<span class="quiet">${text.self}</span>`}`,
    answersCell(page, user.answersRegisteredAt),
    user.code === undefined ? "–" : chip(text.codes[user.code], TONES[user.code]),
    buttons.length > 0 && html`<div class="actions">${buttons}</div>`,
  ];
};

/** TFPA001: how the users of the contract stand with what an administrator can help with. */
export const furtherProofsPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  rows: readonly FurtherProofRow[],
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.answers },
    { label: text.code },
    { label: text.action, isAction: true },
  ];
  return renderPage(page, {
    screen: furtherProofsScreen,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow"><p>${text.lead}</p>${table(
      text.caption,
      columns,
      rows.map((user) => row(page, user)),
    )}</div>`,
  });
};

const person = (page: PageContext, user: FurtherProofRow): (readonly [string, HtmlValue])[] => {
  const text = texts[page.language];
  return [
    [text.identity[page.institution.family], user.identity],
    [text.userName, user.userName],
  ];
};

export interface ActModel {
  readonly act: FurtherProofAct;
  readonly user: FurtherProofRow;
  readonly refusal?: DescribedRefusal | undefined;
  readonly error?: string | undefined;
}

/** TFPA002, TFPA004: what will happen, to whom, and the confirmation password. */
export const actConfirmationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { act, user, refusal, error }: ActModel,
): string => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  const shown = person(page, user);
  if (act === "makeCode" && user.code !== undefined) shown.push([text.code, text.codes[user.code]]);
  return renderPage(page, {
    screen: actScreens[act].confirmation,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts(shown)}${banner(
      { tone: "warning", title: text.warnTitle[act], body: html`<p>${text.warn[act]}</p>` },
    )}<div class="card">${postForm(
      page,
      actPath(user.userId, act),
      html`${field(page, {
        name: "secret",
        label: inLanguage(page, secret.label),
        type: "password",
        // Not current-password: a browser would fill in the login password here.
        autocomplete: "off",
        maxLength: secret.maxLength,
        error,
      })}<div class="actions">${submitButton(text.execute[act])}${linkButton(text.back, furtherProofsPlace.path, { tone: "secondary" })}</div>`,
    )}</div></div>`,
  });
};

/** TFPA003, TFPA005: done; a code is shown this once. */
export const actResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { act, user, made }: Pick<ActModel, "act" | "user"> & { readonly made: HandedOutCode | undefined },
): string => {
  const text = texts[page.language];
  const shown = person(page, user);
  if (made !== undefined)
    shown.push(
      [text.code, html`<code>${made.code}</code>`],
      [text.validUntil, dateAndTimeWithZone(page, made.expiresAt)],
    );
  return renderPage(page, {
    screen: actScreens[act].result,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done[act],
      body: html`<p>${text.doneBody[act]}</p>`,
      focus: true,
    })}${facts(shown)}<p class="actions">${linkButton(text.list, furtherProofsPlace.path)}</p></div>`,
  });
};
