import { revokeTokenIn } from "#domain/second-factor/one-time-password/manage.ts";
import type { Token } from "#domain/second-factor/one-time-password/token.ts";
import type { Act } from "../act.ts";
import { actOnToken, describeToken, subjectOfToken, tokenPayload, type TokenEntry } from "../token-entry.ts";

/** Revokes the one-time password token of another user (BRSK031). */
export const revokeTokenAct: Act<TokenEntry, Token> = {
  name: "revokeToken",
  title: { ja: "トークンの失効", en: "Revoke a token" },
  payload: tokenPayload,
  subjectOf: subjectOfToken,
  describe: describeToken,
  execute: actOnToken(revokeTokenIn),
};
