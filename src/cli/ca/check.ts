import { Command } from "commander";
import { listAuditKeys } from "#domain/audit/key.ts";
import { checkAuthorities } from "#domain/certificate-authority/check.ts";
import { describeRefusal } from "#domain/refusal/catalogue.ts";
import { addressesOf } from "../../system/addresses.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError } from "../exit.ts";
import { withSystem, type CommandSystem } from "../system.ts";
import { printRows, type Row } from "../table.ts";
import { keyStoreOf } from "../key-store.ts";
import { TIME_ZONE } from "./options.ts";

const MARKS = { stops: "BAD", warns: "!" } as const;

/** Everything that does not belong together, as rows. */
export const findingsOf = async (
  cli: Cli,
  { config, context }: Pick<CommandSystem, "config" | "context">,
): Promise<readonly (Row & { readonly severity: "stops" | "warns" })[]> => {
  const { validation } = addressesOf(config, config.ports, context.institutions);
  const ours = (await listAuditKeys(context)).map(({ keyReference }) => keyReference);
  const findings = await checkAuthorities(context, keyStoreOf(config, false), {
    validationUrl: validation,
    otherKeys: ours,
  });
  return findings.map((finding) => ({
    severity: finding.severity,
    code: finding.code,
    cause: describeRefusal(finding).cause[cli.language],
    detail: finding.detail,
  }));
};

/** `tegata ca check` */
export const check = (cli: Cli): Command =>
  new Command("check")
    .description("opens all keys and looks whether database, keys and certificates belong together")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withSystem(cli, async (system) => {
        const rows = await findingsOf(cli, system);
        const shown = json ? rows : rows.map((row) => ({ ...row, severity: MARKS[row.severity] }));
        printRows(cli, { json, timeZone: TIME_ZONE }, shown);
        const stopping = rows.filter(({ severity }) => severity === "stops").length;
        if (stopping > 0) throw new EnvironmentError(`${stopping} findings keep the program from starting`);
      }),
    );
