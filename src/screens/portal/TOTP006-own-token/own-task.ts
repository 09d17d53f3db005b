import { factorsOfUser } from "#domain/second-factor/contract-factors.ts";
import { tokenOf } from "#domain/second-factor/one-time-password/manage.ts";
import { defineTexts } from "#platform/html/language.ts";
import type { Task } from "#screens/components/task-list.ts";
import { shownTokenState } from "../one-time-password-state.ts";
import { ownTokenPlace } from "../places.ts";
import type { SessionVisit } from "../visit.ts";

const texts = defineTexts({
  ja: {
    name: "ワンタイムパスワード",
    none: "トークンの利用をまだ開始していません。利用開始の登録、認証アプリの登録を行います。",
    waiting: "トークンの利用をまだ開始していません。利用開始の登録、認証アプリの登録を行います。",
    active: "トークンを利用中です。状態の確認、スマートフォンの変更を行います。",
    outOfStep: "トークンの時計がずれています。時計を合わせてください。",
    revoked: "トークンは失効されています。新しいトークンの登録を行います。",
  },
  en: {
    name: "One-time passwords",
    none: "You do not use a token yet. Start using one, or set up an authenticator app.",
    waiting: "You do not use a token yet. Start using one, or set up an authenticator app.",
    active: "You use a token. Look at its state, or move to another phone.",
    outOfStep: "The clock of your token has drifted. Please set it.",
    revoked: "Your token was revoked. Register another one.",
  },
});

/** お客様情報: the visitor's own token, where the contract has one-time passwords. */
export const ownTokenTask = async (visit: SessionVisit): Promise<Task | undefined> => {
  const { services, institution, session, page } = visit;
  const { reference } = session.user;
  const factors = await factorsOfUser(services.context, institution, reference);
  if (!factors.includes("oneTimePassword")) return undefined;
  const state = shownTokenState(await tokenOf(services.context, reference));
  const text = texts[page.language];
  return { title: text.name, description: text[state], path: ownTokenPlace.path };
};
