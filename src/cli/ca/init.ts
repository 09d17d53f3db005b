import { Command } from "commander";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import type { AuthorityKeyAlgorithm } from "#platform/key-store/key-store.ts";
import { formatName } from "#pki/name-text.ts";
import { keyAlgorithmNameOf } from "#pki/public-key.ts";
import { addressesOf } from "../../system/addresses.ts";
import type { Cli } from "../cli.ts";
import { orRefuse, UsageError } from "../exit.ts";
import { staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printRows } from "../table.ts";
import { describeKeyPlaces, keyPlaceOption, keyStoreOf, type KeyPlaces } from "../key-store.ts";
import { keyOption, TIME_ZONE } from "./options.ts";

interface InitOptions extends KeyPlaces {
  readonly organization: string;
  readonly rootKey: AuthorityKeyAlgorithm;
  readonly issuingKey: AuthorityKeyAlgorithm;
  readonly as?: string;
  readonly json?: boolean;
}

/** `tegata ca init` */
export const init = (cli: Cli): Command =>
  new Command("init")
    .description(
      "makes a root, an issuing authority and an OCSP responder for each family; once. If it is interrupted, run it again: it goes on with the keys that are there",
    )
    .requiredOption("--organization <name>", "O of the authorities' names")
    .addOption(keyOption("--root-key", "key of the roots", "P-384"))
    .addOption(keyOption("--issuing-key", "key of the issuing authorities and OCSP responders", "P-256"))
    .addOption(keyPlaceOption("--root-keys-in", "where the roots' keys are made"))
    .addOption(
      keyPlaceOption(
        "--issuing-keys-in",
        "where the keys of issuing authorities and OCSP responders are made",
      ),
    )
    .option("--as <name>", "name of whoever does it, for the audit record")
    .option("--json", "print JSON")
    .action((options: InitOptions) =>
      withSystem(cli, async ({ config, context }) => {
        const { organization, rootKey, issuingKey, json = false } = options;
        if (organization.length === 0 || organization.length > 40) {
          throw new UsageError("--organization takes a name of 1 to 40 characters");
        }
        const { validation } = addressesOf(config, config.ports, context.institutions);
        const keyStore = keyStoreOf(config, true, options);
        const made = orRefuse(
          await initializeAuthority(context, keyStore, {
            validationUrl: validation,
            organization,
            rootKeyAlgorithm: rootKey,
            issuingKeyAlgorithm: issuingKey,
            actor: staffOf(cli, options),
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
        if (!json) cli.print(`\nOCSP and CRLs: ${validation}\nKeys: ${describeKeyPlaces(config, options)}`);
      }),
    );
