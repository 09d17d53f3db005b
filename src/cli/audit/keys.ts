import { Command } from "commander";
import { makeCheckpoints } from "#domain/audit/checkpoint.ts";
import {
  initAuditKey,
  listAuditKeys,
  loadAuditSigner,
  rotateAuditKey,
  type MadeAuditKey,
} from "#domain/audit/key.ts";
import { auditLinker } from "#domain/audit/link.ts";
import { encodePem } from "#pki/pem.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import type { Config } from "../../config.ts";
import { keyStores } from "../../system/key-stores.ts";
import type { Cli } from "../cli.ts";
import { EnvironmentError, orRefuse } from "../exit.ts";
import { staffOf } from "../subjects.ts";
import { withSystem } from "../system.ts";
import { printOne, printRows } from "../table.ts";

interface KeyOptions {
  readonly as?: string;
  readonly json?: boolean;
}

const TIME_ZONE = "Asia/Tokyo";

const keyStoreOf = (config: Config): KeyStore =>
  keyStores(config, {
    fault: (message) => new EnvironmentError(message),
    terminal: { input: process.stdin, output: process.stderr },
  });

const tellMade = (cli: Cli, json: boolean, made: MadeAuditKey): void => {
  const { generation, keyReference, createdAt, fingerprint } = made;
  printOne(cli, { json, timeZone: TIME_ZONE }, { generation, keyReference, createdAt, sha256: fingerprint });
};

const keyCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option(
      "--as <name>",
      "name of whoever does it, for the audit record (default: the operating system's user)",
    )
    .option("--json", "print JSON");

/** `tegata audit init-key` */
export const initKeyCommand = (cli: Cli): Command =>
  keyCommand("init-key", "makes the key that signs checkpoints; once (a worker does it by itself)").action(
    (options: KeyOptions) =>
      withSystem(cli, async ({ config, context }) => {
        const made = orRefuse(await initAuditKey(context, keyStoreOf(config), staffOf(cli, options)));
        tellMade(cli, options.json ?? false, made);
      }),
  );

/** `tegata audit rotate-key` */
export const rotateKeyCommand = (cli: Cli): Command =>
  keyCommand(
    "rotate-key",
    "makes the next key; from now on it signs checkpoints, what the old one signed stays valid",
  ).action((options: KeyOptions) =>
    withSystem(cli, async ({ config, context }) => {
      const made = orRefuse(await rotateAuditKey(context, keyStoreOf(config), staffOf(cli, options)));
      tellMade(cli, options.json ?? false, made);
    }),
  );

/** `tegata audit public-key` */
export const publicKeyCommand = (cli: Cli): Command =>
  new Command("public-key")
    .description("the public keys of the checkpoints, PEM, the oldest first: keep them elsewhere")
    .option("--json", "print JSON")
    .action(({ json = false }: KeyOptions) =>
      withSystem(cli, async ({ context }) => {
        const keys = await listAuditKeys(context);
        if (!json) {
          for (const { publicKeyInfo } of keys) cli.print(encodePem("PUBLIC KEY", publicKeyInfo).trimEnd());
          return;
        }
        const rows = keys.map(({ generation, keyReference, createdAt, publicKeyInfo }) => ({
          generation,
          keyReference,
          createdAt,
          publicKey: encodePem("PUBLIC KEY", publicKeyInfo),
        }));
        printRows(cli, { json, timeZone: TIME_ZONE }, rows);
      }),
    );

/** `tegata audit checkpoint` */
export const checkpointCommand = (cli: Cli): Command =>
  new Command("checkpoint")
    .description("links what waits and signs a checkpoint now, of every record that has something new")
    .option("--json", "print JSON")
    .action(({ json = false }: KeyOptions) =>
      withSystem(cli, async ({ config, context }) => {
        const signer = orRefuse(await loadAuditSigner(context, keyStoreOf(config)));
        const linked = await auditLinker(context.database).linkAll();
        const checkpoints = await makeCheckpoints(context, signer, { everyMinutes: 0 });
        printOne(cli, { json, timeZone: TIME_ZONE }, { linked, checkpoints });
      }),
    );
