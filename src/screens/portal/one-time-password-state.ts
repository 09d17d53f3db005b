import type { Bilingual } from "#domain/refusal/refusal.ts";
import type { Token } from "#domain/second-factor/one-time-password/token.ts";
import type { Fragment } from "#platform/html/html.ts";
import { chip } from "#screens/components/data.ts";
import type { ChipTone } from "#screens/components/data.ts";
import { inLanguage } from "#screens/components/page-context.ts";
import type { PageContext } from "#screens/components/page-context.ts";

/** A token's state as customers are told of it. */
export type ShownTokenState = "none" | "waiting" | "active" | "outOfStep" | "revoked";

const names: Readonly<Record<ShownTokenState, readonly [Bilingual, ChipTone]>> = {
  none: [{ ja: "未登録", en: "None yet" }, "neutral"],
  waiting: [{ ja: "利用開始待ち", en: "Not started" }, "warning"],
  active: [{ ja: "利用中", en: "In use" }, "success"],
  outOfStep: [{ ja: "時刻同期待ち", en: "Clock to be set" }, "warning"],
  revoked: [{ ja: "失効済み", en: "Revoked" }, "error"],
};

export const shownTokenState = (
  token: Pick<Token, "state" | "outOfStepSince"> | undefined,
): ShownTokenState => {
  if (token === undefined) return "none";
  if (token.state === "active") return token.outOfStepSince === null ? "active" : "outOfStep";
  return token.state === "revoked" ? "revoked" : "waiting";
};

/** The state in a word, as a chip. */
export const tokenChip = (page: Pick<PageContext, "language">, state: ShownTokenState): Fragment => {
  const [name, tone] = names[state];
  return chip(inLanguage(page, name), tone);
};
