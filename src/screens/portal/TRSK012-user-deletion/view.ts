import type { User } from "#domain/user/users.ts";
import { html } from "#platform/html/html.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { resultPage } from "../act-pages.ts";
import type { ConfirmModel } from "../act-pages.ts";
import { userPath, usersListPlace } from "../places.ts";
import { userFacts, usersTrail, userTrail } from "../user-facts.ts";
import type { ShownUser } from "../user-facts.ts";
import { deletionResultScreen, deletionScreen, texts } from "./texts.ts";

/** 利用者削除確認: who, what ends, and the confirmation password. */
export const deletionModel = (page: PageContext, user: ShownUser & Pick<User, "revision">): ConfirmModel => {
  const text = texts[page.language];
  const path = userPath(user.reference.userId);
  return {
    screen: deletionScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: userFacts(page, user),
    warning: {
      tone: "warning",
      title: text.title,
      body: html`<ul>${text.points.map((point) => html`<li>${point}</li>`)}</ul><p>${text.temporary}</p>`,
    },
    path: `${path}/delete`,
    hidden: { revision: String(user.revision) },
    execute: text.execute,
    isDangerous: true,
    backPath: path,
  };
};

/** 利用者削除結果. */
export const deletionResultPage = (page: PageContext, user: ShownUser): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: deletionResultScreen,
    parent: text.parent,
    breadcrumb: usersTrail(page),
    shown: userFacts(page, user),
    title: text.done,
    body: text.doneBody,
    links: [[text.list, usersListPlace.path]],
  });
};
