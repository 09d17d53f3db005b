import type { StoppedProof } from "#domain/credential/stops.ts";
import { html } from "#platform/html/html.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import { resultPage } from "../act-pages.ts";
import type { ConfirmModel } from "../act-pages.ts";
import { userPath } from "../places.ts";
import { stoppedList } from "../stopped-proofs.ts";
import { userFacts, userTrail } from "../user-facts.ts";
import type { ShownUser } from "../user-facts.ts";
import { texts, unlockResultScreen, unlockScreen } from "./texts.ts";

/** ロック解除確認: who, what is locked, and the confirmation password. */
export const unlockModel = (
  page: PageContext,
  user: ShownUser,
  stops: readonly StoppedProof[],
): ConfirmModel => {
  const text = texts[page.language];
  const path = userPath(user.reference.userId);
  return {
    screen: unlockScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: [...userFacts(page, user), [text.stops, stoppedList(page, stops)]],
    warning: { tone: "warning", title: text.title, body: html`<p>${text.body}</p>` },
    path: `${path}/unlock`,
    execute: text.execute,
    backPath: path,
  };
};

/** ロック解除結果. */
export const unlockResultPage = (page: PageContext, user: ShownUser): string => {
  const text = texts[page.language];
  return resultPage(page, {
    screen: unlockResultScreen,
    parent: text.parent,
    breadcrumb: userTrail(page, user),
    shown: userFacts(page, user),
    title: text.done,
    body: text.doneBody,
    links: [[text.back, userPath(user.reference.userId)]],
  });
};
