import { familyOf } from "#domain/institution/families.ts";
import type { DescribedRefusal } from "#domain/refusal/catalogue.ts";
import type { UserChangeEntry } from "#domain/user-administration/change.ts";
import { rightFacts } from "#domain/user/rights.ts";
import type { Right } from "#domain/user/rights.ts";
import type { User } from "#domain/user/users.ts";
import { attributes, html } from "#platform/html/html.ts";
import type { Fragment, HtmlValue } from "#platform/html/html.ts";
import { refusalBanner } from "#screens/components/banner.ts";
import { linkButton, submitButton } from "#screens/components/button.ts";
import { facts, table } from "#screens/components/data.ts";
import { field, postForm } from "#screens/components/form.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { renderPage } from "#screens/components/page.ts";
import { resultPage } from "../act-pages.ts";
import type { ConfirmModel } from "../act-pages.ts";
import { userPath } from "../places.ts";
import { userFacts, userTrail } from "../user-facts.ts";
import type { ShownUser } from "../user-facts.ts";
import type { ChangeParts, FormErrors } from "./entry.ts";
import { changeConfirmationScreen, changeResultScreen, changeScreen, texts } from "./texts.ts";

export interface ChangeModel {
  readonly user: User;
  readonly parts: ChangeParts;
  readonly entry: UserChangeEntry;
  readonly errors?: FormErrors;
  readonly refusal?: DescribedRefusal;
}

const checkbox = (
  input: { readonly name: string; readonly isChecked: boolean; readonly isDisabled?: boolean },
  label: HtmlValue,
): Fragment => {
  const { name, isChecked, isDisabled = false } = input;
  const given = { type: "checkbox", name, value: "yes", checked: isChecked, disabled: isDisabled };
  return html`<label class="choice"><input ${attributes(given)}><span>${label}</span></label>`;
};

const rightBoxes = (page: PageContext, { parts, entry, user }: ChangeModel): Fragment => {
  const text = texts[page.language];
  const isAdministrator = entry.role === "administrator" || user.role === "administrator";
  return html`<fieldset aria-describedby="rights-help"><legend>${text.rights}</legend><p class="field-help" id="rights-help">${text.rightsHelp}</p>${parts.rights.map(
    (right) => {
      const isDisabled = parts.notVisitors.includes(right);
      const isChecked = isAdministrator
        ? !entry.withheldRights.includes(right)
        : !parts.notVisitors.includes(right);
      return checkbox(
        { name: `right-${right}`, isChecked, isDisabled },
        html`${inLanguage(page, rightFacts[right].name)}${isDisabled && html`<span class="quiet">${text.notYours}</span>`}`,
      );
    },
  )}</fieldset>`;
};

const inputs = (page: PageContext, model: ChangeModel): Fragment => {
  const text = texts[page.language];
  const { parts, entry, errors = {} } = model;
  return html`${field(page, {
    name: "userName",
    label: text.userName,
    autocomplete: "off",
    maxLength: 60,
    help: text.userNameHelp,
    error: errors["userName"],
    value: entry.userName,
  })}${
    parts.isOwn
      ? html`<p>${text.ownMail}</p>`
      : field(page, {
          name: "mailAddress",
          label: text.mailAddress,
          autocomplete: "off",
          maxLength: 64,
          help: text.mailAddressHelp,
          error: errors["mailAddress"],
          value: entry.mailAddress ?? "",
        })
  }${
    parts.choosesRole &&
    html`<fieldset><legend>${text.role}</legend>${checkbox(
      { name: "administrator", isChecked: entry.role === "administrator" },
      text.administrator,
    )}</fieldset>`
  }${parts.rights.length > 0 && rightBoxes(page, model)}`;
};

const pathOf = (user: ShownUser): string => `${userPath(user.reference.userId)}/change`;

/** 利用者変更: what can be changed of a user. */
export const changePage = (page: PageContext, model: ChangeModel): string => {
  const text = texts[page.language];
  const { user, refusal, entry } = model;
  const form = postForm(
    page,
    pathOf(user),
    html`<input type="hidden" name="revision" value="${entry.revision}">${inputs(page, model)}<div class="actions">${submitButton(text.next)}${linkButton(text.back, userPath(user.reference.userId), { tone: "secondary" })}</div>`,
  );
  return renderPage(page, {
    screen: changeScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    isRefusal: refusal !== undefined,
    main: html`<div class="flow reading">${refusal !== undefined && refusalBanner(page, refusal)}${facts(userFacts(page, user))}<div class="card">${form}</div></div>`,
  });
};

/** Only what differs, before and after. */
export const changeRows = (
  page: PageContext,
  user: User,
  entry: UserChangeEntry,
): readonly (readonly [string, string, string])[] => {
  const text = texts[page.language];
  const role = (name: User["role"]): string => inLanguage(page, familyOf(page.institution).roleNames[name]);
  const rights = (withheld: readonly Right[]): string =>
    withheld.length === 0
      ? text.none
      : withheld
          .map((right) => inLanguage(page, rightFacts[right].name))
          .join(page.language === "ja" ? "、" : ", ");
  const all: readonly (readonly [string, string, string])[] = [
    [text.userName, user.userName, entry.userName],
    [text.mailAddress, user.mailAddress ?? "–", entry.mailAddress ?? "–"],
    [text.role, role(user.role), role(entry.role)],
    [text.withheld, rights(user.withheldRights), rights(entry.withheldRights)],
  ];
  return all.filter(([, before, after]) => before !== after);
};

const hidden = (entry: UserChangeEntry, parts: ChangeParts): Readonly<Record<string, string>> => ({
  revision: String(entry.revision),
  userName: entry.userName,
  mailAddress: entry.mailAddress ?? "",
  ...(entry.role === "administrator" && { administrator: "yes" }),
  ...Object.fromEntries(
    parts.rights
      .filter((right) => !entry.withheldRights.includes(right))
      .map((right) => [`right-${right}`, "yes"]),
  ),
});

/** 利用者変更確認: what changes, and the confirmation password. */
export const changeConfirmModel = (page: PageContext, { user, entry, parts }: ChangeModel): ConfirmModel => {
  const text = texts[page.language];
  const rows = changeRows(page, user, entry).map(([item, before, after]) => [
    item,
    before,
    html`<strong>${after}</strong>`,
  ]);
  const columns = [{ label: text.item }, { label: text.before }, { label: text.after }];
  return {
    screen: changeConfirmationScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: userFacts(page, user),
    details: table(text.changed, columns, rows),
    warning: { tone: "info", title: text.title, body: html`<p>${text.body}</p>` },
    path: `${pathOf(user)}/execute`,
    hidden: hidden(entry, parts),
    execute: text.execute,
    backPath: pathOf(user),
  };
};

/** 利用者変更結果. */
export const changeResultPage = (page: PageContext, user: ShownUser): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: changeResultScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: userFacts(page, user),
    title: text.done,
    body: text.doneBody,
    links: [[text.details, userPath(user.reference.userId)]],
  });
};
