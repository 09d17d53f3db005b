import { Command, Option } from "commander";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import { listAuthorities, type ListedAuthority } from "#domain/certificate-authority/list.ts";
import { renewRootCrls } from "#domain/certificate-authority/root-crl.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import type { AuthorityKeyAlgorithm, KeyStore } from "#platform/key-store/key-store.ts";
import { passphraseFromFile, promptPassphrase } from "#platform/key-store/passphrase.ts";
import { formatName } from "#pki/name-text.ts";
import { encodePem } from "#pki/pem.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import type { Config } from "../config.ts";
import { addressesOf } from "../system/addresses.ts";
import type { Cli } from "./cli.ts";
import { EnvironmentError, orRefuse, UsageError } from "./exit.ts";
import { withSystem } from "./system.ts";
import { printOne, printRows, type Row } from "./table.ts";

const KEY_ALGORITHMS: readonly AuthorityKeyAlgorithm[] = ["P-256", "P-384", "RSA-3072"];
const TIME_ZONE = "Asia/Tokyo";

/** The key store of the settings; asks for the passphrase at the terminal where no file is named. */
const keyStoreOf = (config: Config, isNew: boolean): KeyStore => {
  let asked: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const { keyPassphraseFile } = config;
    const passphrase =
      keyPassphraseFile === undefined
        ? await promptPassphrase({ input: process.stdin, output: process.stderr }, isNew)
        : await passphraseFromFile(keyPassphraseFile);
    if (!passphrase.ok) throw new EnvironmentError(`TEGATA_KEY_PASSPHRASE_FILE: ${passphrase.refusal}`);
    return passphrase.value;
  };
  return fileKeyStore({
    directory: config.keyDirectory,
    passphrase: () => {
      asked ??= ask();
      return asked;
    },
  });
};

const keyOption = (flag: string, description: string, preset: AuthorityKeyAlgorithm): Option =>
  new Option(`${flag} <type>`, description).choices(KEY_ALGORITHMS).default(preset);

interface InitOptions {
  readonly organization: string;
  readonly rootKey: AuthorityKeyAlgorithm;
  readonly issuingKey: AuthorityKeyAlgorithm;
  readonly json?: boolean;
}

const init = (cli: Cli): Command =>
  new Command("init")
    .description(
      "makes a root, an issuing authority and an OCSP responder for each family; once. If it is interrupted, run it again: it goes on with the keys that are there",
    )
    .requiredOption("--organization <name>", "O of the authorities' names")
    .addOption(keyOption("--root-key", "key of the roots", "P-384"))
    .addOption(keyOption("--issuing-key", "key of the issuing authorities and OCSP responders", "P-256"))
    .option("--json", "print JSON")
    .action(({ organization, rootKey, issuingKey, json = false }: InitOptions) =>
      withSystem(cli, async ({ config, context }) => {
        if (organization.length === 0 || organization.length > 40) {
          throw new UsageError("--organization takes a name of 1 to 40 characters");
        }
        const { validation } = addressesOf(config, config.ports, context.institutions);
        const made = orRefuse(
          await initializeAuthority(context, keyStoreOf(config, true), {
            validationUrl: validation,
            organization,
            rootKeyAlgorithm: rootKey,
            issuingKeyAlgorithm: issuingKey,
          }),
        );
        const rows = made.map(({ id, certificate, fingerprint, keyWasThere }) => ({
          id,
          subject: formatName(certificate.subject),
          key: `${keyAlgorithmNameOf(certificate.publicKeyInfo) ?? "?"}${keyWasThere ? " (of an interrupted run)" : ""}`,
          notAfter: certificate.notAfter,
          sha256: fingerprint,
        }));
        printRows(cli, { json, timeZone: TIME_ZONE }, rows);
        if (!json)
          cli.print(
            `\nOCSP and CRLs: ${validation}\nKeys: ${config.keyDirectory} (back them up, with the passphrase kept elsewhere)`,
          );
      }),
    );

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

const list = (cli: Cli): Command =>
  new Command("list")
    .description("the authorities and OCSP responders")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ context }) => {
        const rows = (await listAuthorities(context)).map(summary);
        printRows(cli, { json, timeZone: TIME_ZONE }, rows);
      }),
    );

const show = (cli: Cli): Command =>
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
            ...(json ? { certificate: encodePem("CERTIFICATE", certificate.der) } : {}),
          },
        );
        if (!json) cli.print(encodePem("CERTIFICATE", certificate.der).trimEnd());
      }),
    );

const signRootCrl = (cli: Cli): Command =>
  new Command("sign-root-crl")
    .description("signs the roots' lists of revoked authorities anew; needs the roots' keys; once a year")
    .option("--json", "print JSON")
    .action(({ json = false }: { json?: boolean }) =>
      withSystem(cli, async ({ config, context }) => {
        const lists = orRefuse(await renewRootCrls(context, keyStoreOf(config, false)));
        const rows = lists.map(({ issuerId, number, thisUpdate, nextUpdate }) => ({
          issuer: issuerId,
          number,
          thisUpdate,
          nextUpdate,
        }));
        printRows(cli, { json, timeZone: TIME_ZONE }, rows);
      }),
    );

/** `tegata ca …` */
export const caGroup = (cli: Cli): Command =>
  new Command("ca")
    .description("certificate authorities and their keys")
    .addCommand(init(cli))
    .addCommand(list(cli))
    .addCommand(show(cli))
    .addCommand(signRootCrl(cli));
