import type { Cli } from "../cli.ts";
import { ConfirmationMissing } from "../exit.ts";
import { printOne, type Row } from "../table.ts";
import { TIME_ZONE } from "./options.ts";

/** Options of every act on the authorities. */
export interface ActOptions {
  readonly as?: string;
  readonly json?: boolean;
  readonly confirm?: string;
}

/** Digits of a fingerprint that the second step repeats: enough that nobody hits another by a slip. */
const TOKEN_DIGITS = 16;

/** What `--confirm` must repeat, of a digest in hexadecimal. */
export const tokenOf = (digest: string): string => digest.slice(0, TOKEN_DIGITS);

/** Lets an act go on only when `--confirm` repeats its token; otherwise says what would happen. */
export const demandToken = (
  cli: Cli,
  options: ActOptions,
  act: { readonly token: string; readonly wouldDo: string; readonly facts: Row },
): void => {
  const { confirm, json = false } = options;
  if (confirm?.toLowerCase() === act.token) return;
  printOne(cli, { json, timeZone: TIME_ZONE }, { wouldDo: act.wouldDo, ...act.facts, confirm: act.token });
  const said = confirm === undefined ? "Nothing was changed." : `Nothing was changed: ${confirm} is not it.`;
  throw new ConfirmationMissing(`${said} To do it, repeat the command with --confirm ${act.token}`);
};
