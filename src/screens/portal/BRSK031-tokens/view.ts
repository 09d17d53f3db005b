import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { TokenKind } from "#domain/second-factor/one-time-password/token.ts";
import { html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { banner, refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { emptyState, facts, table } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext, Place } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { dateAndTime, dateAndTimeWithZone } from "#screens/components/time.ts";
import { tokenChip, type ShownTokenState } from "../one-time-password-state.ts";
import { actScreens, texts, type TokenActName } from "./texts.ts";

/** A user of the contract with the token they have, or a token that nobody of the contract uses yet. */
export interface TokenRow {
  /** Null: nobody's yet. */
  readonly person: { readonly identity: string; readonly userName: string; readonly isSelf: boolean } | null;
  readonly token:
    | { readonly serial: string; readonly kind: TokenKind; readonly startedAt: Temporal.Instant | null }
    | undefined;
  readonly state: ShownTokenState;
  /** Before this no other token can be started; undefined: one can. */
  readonly startableFrom: Temporal.Instant | undefined;
  /** Whether the visitor may do it now. */
  readonly isPossible: boolean;
}

const pathOf = (act: TokenActName, serial: string): string =>
  `${actScreens[act].place.path}/${encodeURIComponent(serial)}`;

const action = (page: PageContext, act: TokenActName, row: TokenRow): HtmlValue => {
  const text = texts[page.language];
  const { person, token } = row;
  if (token === undefined || row.state === "none" || row.state === "revoked") return undefined;
  if (person?.isSelf === true) return html`<span class="quiet">${text.byInstitution}</span>`;
  return (
    row.isPossible &&
    linkButton(text.acts[act], pathOf(act, token.serial), {
      tone: "secondary",
      size: "small",
      about: person === null ? token.serial : text.about(person.userName),
    })
  );
};

const stateCell = (page: PageContext, { state, startableFrom }: TokenRow): Fragment => {
  const text = texts[page.language];
  return html`${tokenChip(page, state)}${
    startableFrom !== undefined &&
    html`<br><span class="quiet">${text.startable}: ${dateAndTime(page, startableFrom)}</span>`
  }`;
};

const nameCell = (page: PageContext, { person }: TokenRow): HtmlValue => {
  const text = texts[page.language];
  return person === null
    ? html`<span class="quiet">${text.nobody}</span>`
    : html`${person.userName}${person.isSelf && html`<span class="quiet">${text.self}</span>`}`;
};

/** BRSK031 and BRSK037: the users of the contract and their tokens. */
export const tokenListPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { act, rows }: { readonly act: TokenActName; readonly rows: readonly TokenRow[] },
): string => {
  const text = texts[page.language];
  const columns = [
    { label: text.identity[page.institution.family] },
    { label: text.userName },
    { label: text.token },
    { label: text.state },
    { label: text.action, isAction: true },
  ];
  const cells = rows.map((row) => [
    row.person?.identity ?? text.noKind,
    nameCell(page, row),
    row.token === undefined
      ? text.noKind
      : html`${text.kinds[row.token.kind]}<br><span class="quiet nowrap">${row.token.serial}</span>`,
    stateCell(page, row),
    action(page, act, row),
  ]);
  const content = rows.length === 0 ? emptyState(text.empty) : table(text.captions[act], columns, cells);
  return renderPage(page, {
    screen: actScreens[act].list,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow"><p class="lead reading">${text.leads[act]}</p>${content}</div>`,
  });
};

const tokenFacts = (page: PageContext, row: TokenRow, isDone: boolean): Fragment => {
  const text = texts[page.language];
  const { person, token, startableFrom } = row;
  const startedAt = token?.startedAt ?? null;
  return facts([
    [text.identity[page.institution.family], person?.identity ?? text.noKind],
    [text.userName, person?.userName ?? text.nobody],
    [text.kind, token === undefined ? text.noKind : text.kinds[token.kind]],
    [text.serial, token?.serial ?? text.noKind],
    [text.state, tokenChip(page, row.state)],
    ...(startedAt === null ? [] : [[text.startedAt, dateAndTime(page, startedAt)] as const]),
    ...(isDone && row.state === "revoked"
      ? [
          [
            text.startable,
            startableFrom === undefined ? text.startableNow : dateAndTimeWithZone(page, startableFrom),
          ] as const,
        ]
      : []),
  ]);
};

export interface TokenActModel extends TokenRow {
  readonly act: TokenActName;
  readonly refusal?: DescribedRefusal;
  /** What is wrong with the confirmation password. */
  readonly error?: string | undefined;
}

const confirmationForm = (page: PageContext, { act, token, error }: TokenActModel): Fragment => {
  const text = texts[page.language];
  const secret = familyOf(page.institution).secretFields.confirmation;
  return postForm(
    page,
    pathOf(act, token?.serial ?? ""),
    html`${field(page, {
      name: "secret",
      label: inLanguage(page, secret.label),
      type: "password",
      // Not current-password: a browser would fill in the login password here.
      autocomplete: "off",
      maxLength: secret.maxLength,
      error,
    })}<div class="actions">${submitButton(text.acts[act], { tone: act === "revoke" ? "danger" : "primary" })}${linkButton(
      text.back,
      actScreens[act].place.path,
      { tone: "secondary" },
    )}</div>`,
  );
};

const meaning = (page: PageContext, act: TokenActName): string => {
  const text = texts[page.language];
  const seconds = page.institution.secondFactor.oneTimePassword.waitAfterRevocationSeconds;
  if (act === "revoke" && seconds === 0) return text.noWaitBody;
  return text.bodies[act](text.wait(Math.ceil(seconds / 60)));
};

/** トークン失効確認 and BRSK038: whose, what it means, and the confirmation password. */
export const tokenConfirmationPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  model: TokenActModel,
): string => {
  const text = texts[page.language];
  const { act, refusal } = model;
  return renderPage(page, {
    screen: actScreens[act].confirmation,
    parent: text.parent,
    breadcrumb,
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${tokenFacts(page, model, false)}${banner(
      { tone: "warning", title: text.titles[act], body: html`<p>${meaning(page, act)}</p>` },
    )}<div class="card">${confirmationForm(page, model)}</div></div>`,
  });
};

/** トークン失効結果 and トークン初期化結果; the row is as the token stands now. */
export const tokenResultPage = (
  page: PageContext,
  breadcrumb: readonly Place[],
  { act, ...row }: TokenRow & { readonly act: TokenActName },
): string => {
  const text = texts[page.language];
  return renderPage(page, {
    screen: actScreens[act].result,
    parent: text.parent,
    breadcrumb,
    main: html`<div class="flow reading">${banner({
      tone: "success",
      title: text.done[act],
      body: row.person !== null && html`<p>${text.next[act]}</p>`,
      focus: true,
    })}${tokenFacts(page, row, true)}<p class="actions">${linkButton(text.list, actScreens[act].place.path)}</p></div>`,
  });
};
