import { initialiseTokenIn } from "#domain/second-factor/one-time-password/manage.ts";
import type { Token } from "#domain/second-factor/one-time-password/token.ts";
import type { Act } from "../act.ts";
import { actOnToken, describeToken, subjectOfToken, tokenPayload, type TokenEntry } from "../token-entry.ts";

/** Puts the one-time password token of another user back before its start of use (BRSK037, BRSK038). */
export const initialiseTokenAct: Act<TokenEntry, Token> = {
  name: "initialiseToken",
  title: { ja: "トークンの初期化", en: "Initialise a token" },
  payload: tokenPayload,
  subjectOf: subjectOfToken,
  describe: describeToken,
  execute: actOnToken(initialiseTokenIn),
};
