import { contractorConfirmationFirst } from "./contractor-confirmation-first.ts";
import { loginFactorsFirst } from "./login-factors-first.ts";
import { noticesFirst } from "./notices-first.ts";
import type { SessionRoute } from "./route.ts";
import { secretsFirst } from "./secrets-first.ts";
import { deviceNoted } from "./surroundings.ts";
import type { Answer, SessionVisit } from "./visit.ts";

/**
 * What somebody who is logged in is asked before anything else: where to (an answer), `here` where this screen is the
 * one that settles it (nothing later is asked meanwhile: two that both come first would send a visitor round in
 * circles), undefined where there is nothing to ask.
 */
export type AskFirst = (
  route: SessionRoute,
  visit: SessionVisit,
) => Promise<Answer | "here" | undefined> | Answer | "here" | undefined;

/** In the order in which they are asked: who it is, then their secrets, then what they have to read. */
const inOrder: readonly AskFirst[] = [
  loginFactorsFirst,
  deviceNoted,
  secretsFirst,
  contractorConfirmationFirst,
  noticesFirst,
];

/** The first thing that has to be settled before `route` is answered; undefined: nothing, or it is settled there. */
export const askedFirst = async (route: SessionRoute, visit: SessionVisit): Promise<Answer | undefined> => {
  for (const ask of inOrder) {
    const asked = await ask(route, visit);
    if (asked === "here") return undefined;
    if (asked !== undefined) return asked;
  }
  return undefined;
};
