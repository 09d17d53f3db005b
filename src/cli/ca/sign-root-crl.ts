import { Command } from "commander";
import { renewRootCrls } from "#domain/certificate-authority/root-crl.ts";
import type { Cli } from "../cli.ts";
import { orRefuse } from "../exit.ts";
import { staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printRows } from "../table.ts";
import { keyStoreOf } from "../key-store.ts";
import { TIME_ZONE } from "./options.ts";

/** `tegata ca sign-root-crl` */
export const signRootCrl = (cli: Cli): Command =>
  new Command("sign-root-crl")
    .description("signs the roots' lists of revoked authorities anew; needs the roots' keys; once a year")
    .option("--as <name>", "name of whoever does it, for the audit record")
    .option("--json", "print JSON")
    .action((options: { json?: boolean; as?: string }) =>
      withSystem(cli, async ({ config, context }) => {
        const lists = orRefuse(
          await renewRootCrls(context, keyStoreOf(config, false), staffOf(cli, options)),
        );
        const rows = lists.map(({ issuerId, number, thisUpdate, nextUpdate }) => ({
          issuer: issuerId,
          number,
          thisUpdate,
          nextUpdate,
        }));
        printRows(cli, { json: options.json ?? false, timeZone: TIME_ZONE }, rows);
      }),
    );
