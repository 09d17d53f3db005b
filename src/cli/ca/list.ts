import { Command } from "commander";
import { listAuthorities, type ListedAuthority } from "#domain/certificate-authority/list.ts";
import { formatName } from "#pki/name-text.ts";
import { encodePem } from "#pki/pem.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import type { Cli } from "../cli.ts";
import { UsageError } from "../exit.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows, type Row } from "../table.ts";
import { TIME_ZONE } from "./options.ts";

const summary = (authority: ListedAuthority): Row => ({
  id: authority.id,
  kind: authority.kind,
  family: authority.family,
  state: authority.state,
  key: keyAlgorithmNameOf(authority.certificate.publicKeyInfo),
  keyReference: authority.keyReference,
  notAfter: authority.certificate.notAfter,
  crlNextUpdate: authority.crlNextUpdate,
  sha256: authority.fingerprint,
});

/** `tegata ca list` */
export const list = (cli: Cli): Command =>
  new Command("list")
    .description("the authorities and OCSP responders")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ context }) => {
        const rows = (await listAuthorities(context)).map(summary);
        printRows(cli, { json, timeZone: TIME_ZONE }, rows);
      }),
    );

/** `tegata ca show` */
export const show = (cli: Cli): Command =>
  new Command("show")
    .description("one authority or OCSP responder, with its certificate")
    .argument("<id>", "as in `ca list`, e.g. bizsol-g1")
    .option("--json", "print JSON")
    .action((id: string, { json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ context }) => {
        const all = await listAuthorities(context);
        const found = all.find((authority) => authority.id === id);
        if (found === undefined) {
          throw new UsageError(
            `there is no ${id}; there are ${all.map((one) => one.id).join(", ") || "none"}`,
          );
        }
        const { certificate } = found;
        printOne(
          cli,
          { json, timeZone: TIME_ZONE },
          {
            ...summary(found),
            subject: formatName(certificate.subject),
            issuer: formatName(certificate.issuer),
            serial: certificate.serial,
            notBefore: certificate.notBefore,
            validationUrl: found.validationUrl,
            publishedAt: found.publishedAt,
            servesUntil: found.servesUntil,
            revokedAt: found.revokedAt,
            revocationReason: found.revocationReason,
            ...(json ? { certificate: encodePem("CERTIFICATE", certificate.der) } : {}),
          },
        );
        if (!json) cli.print(encodePem("CERTIFICATE", certificate.der).trimEnd());
      }),
    );
