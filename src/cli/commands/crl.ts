import { rename, writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { checkCrls } from "#domain/certificate/crl-check.ts";
import { fullCrl } from "#domain/certificate/crl-full.ts";
import { crlHealth } from "#domain/certificate/crl-health.ts";
import { listCrls, type ListedShard } from "#domain/certificate/crl-list.ts";
import { loadAuthority, type CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { encodePem } from "#pki/pem.ts";
import { addressesOf } from "../../system/addresses.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError, orRefuse, UsageError } from "../exit.ts";
import { keyStoreOf } from "../key-store.ts";
import { withSystem, type CommandSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";

const TIME_ZONE = "Asia/Tokyo";

interface JsonOption {
  readonly json?: boolean;
}

const authorityOf = async ({ config, context }: CommandSystem): Promise<CertificateAuthority> => {
  const { validation } = addressesOf(config, config.ports, context.institutions);
  return orRefuse(await loadAuthority(context, keyStoreOf(config, false), { validationUrl: validation }));
};

const rowOf = (listed: ListedShard): Row => ({
  list: `${listed.issuerId}/${listed.institutionCode}-${listed.shard}`,
  certificates: `${listed.allotted} of ${listed.capacity}`,
  revoked: listed.entryCount,
  waiting: listed.pending,
  number: listed.number,
  nextUpdate: listed.nextUpdate,
  coversUntil: listed.coversUntil,
});

const list = (cli: Cli): Command =>
  new Command("list")
    .description("the shards and their lists")
    .option("--json", "print JSON")
    .action(({ json = false }: JsonOption) =>
      withSystem(cli, async ({ context }) => {
        printRows(cli, { json, timeZone: TIME_ZONE }, (await listCrls(context)).map(rowOf));
      }),
    );

const check = (cli: Cli): Command =>
  new Command("check")
    .description(
      "whether every revoked certificate that has not expired is on exactly one current list; changes nothing",
    )
    .option("--json", "print JSON")
    .action(({ json = false }: JsonOption) =>
      withSystem(cli, async ({ context }) => {
        const { lists, entries, findings } = await checkCrls(context, undefined);
        const { alarms } = await crlHealth(context.database, context.clock.now());
        for (const finding of findings) {
          const { issuerId, institutionCode, shard, kind, serial } = finding;
          cli.complain(`${kind}: ${issuerId}/${institutionCode}-${shard} ${serial ?? ""}`.trimEnd());
        }
        for (const alarm of alarms) cli.complain(alarm);
        printOne(
          cli,
          { json, timeZone: TIME_ZONE },
          { lists, revoked: entries, findings: findings.length, alarms: alarms.length },
        );
        if (findings.length > 0) throw new EnvironmentError("the lists are not right: see above");
      }),
    );

interface ExportOptions extends JsonOption {
  readonly issuer: string;
  readonly out: string;
  readonly form: "der" | "pem";
}

const exportFull = (cli: Cli): Command =>
  new Command("export")
    .description("writes the complete list of an issuer, over all institutions and shards; needs its key")
    .requiredOption("--issuer <id>", "as in `ca list`, e.g. bizsol-g1")
    .requiredOption("--out <file>", "written whole or not at all")
    .addOption(new Option("--form <form>", "DER or PEM").choices(["der", "pem"]).default("der"))
    .option("--json", "print JSON")
    .action(({ issuer: id, out, form, json = false }: ExportOptions) =>
      withSystem(cli, async (system) => {
        const authority = await authorityOf(system);
        const issuer = authority.issuer(id);
        if (issuer === undefined) {
          const known = authority.issuers.map(({ issuerId }) => issuerId).join(", ");
          throw new UsageError(`there is no issuing authority ${id}; there are ${known}`);
        }
        const { crl, ...made } = await fullCrl(system.context, issuer);
        await writeFile(`${out}.new`, form === "pem" ? encodePem("X509 CRL", crl) : crl);
        await rename(`${out}.new`, out);
        printOne(cli, { json, timeZone: TIME_ZONE }, { file: out, octets: crl.length, ...made });
      }),
    );

/** `tegata crl …` */
export const crlGroup = (cli: Cli): Command =>
  new Command("crl")
    .description("certificate revocation lists")
    .addCommand(list(cli))
    .addCommand(check(cli))
    .addCommand(exportFull(cli));
