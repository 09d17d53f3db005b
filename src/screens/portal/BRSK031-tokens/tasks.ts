import { offeredFactors } from "#domain/second-factor/factors.ts";
import { hasRight } from "#domain/user/rights.ts";
import { defineTexts } from "#platform/html/language.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { Task } from "#screens/components/task-list.ts";
import type { SessionVisit } from "../visit.ts";
import { actScreens, TOKEN_ACTS } from "./texts.ts";

const texts = defineTexts({
  ja: {
    revoke: "紛失・故障・機種変更などで使えなくなったワンタイムパスワードのトークンを失効します。",
    initialise: "ワンタイムパスワードの専用トークンを、利用開始登録の前の状態に戻します。",
  },
  en: {
    revoke: "Revoke a one-time password token that was lost, broke, or was on a phone no longer used.",
    initialise: "Put a one-time password token back before its start of use.",
  },
});

/** Whoever administers tokens, where one-time passwords are offered. */
const mayAdminister = ({ institution, session }: SessionVisit): boolean =>
  offeredFactors(institution).includes("oneTimePassword") &&
  hasRight(institution, session.user, "administerTokens");

/** 利用者管理: トークン失効 and トークン初期化. */
export const tokenActTasks: readonly ((visit: SessionVisit) => Task | undefined)[] = TOKEN_ACTS.map(
  (act) => (visit) => {
    const { place } = actScreens[act];
    return mayAdminister(visit)
      ? {
          title: inLanguage(visit.page, place.name),
          description: texts[visit.page.language][act],
          path: place.path,
        }
      : undefined;
  },
);
