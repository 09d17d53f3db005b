import type { FastifyInstance } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import type { DomainContext } from "#domain/context.ts";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import { openDatabase } from "#platform/database/database.ts";
import { createMetrics } from "#platform/http/metrics.ts";
import { codeOf } from "#platform/errors.ts";
import { startWorker } from "#platform/jobs/worker.ts";
import type { Log } from "#platform/log/log.ts";
import type { Mailbox } from "#platform/mail/mailbox.ts";
import type { Clock } from "#shared/clock.ts";
import { newRowId } from "#shared/ids.ts";
import { invariant } from "#shared/invariant.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Config } from "./config.ts";
import { writeDemonstration } from "./demo/file.ts";
import { seedDemonstration } from "./demo/seed.ts";
import { readRefusedSecrets } from "./system/refused-secrets.ts";
import { addressesOf, choosePorts, type Ports, type SystemAddresses } from "./system/addresses.ts";
import {
  configuredKeyStore,
  demonstrationPassphraseFile,
  ensureAuthorities,
  requireAuthority,
  writeClientAuthorities,
} from "./system/authorities.ts";
import { openSecretBox } from "./system/data-key.ts";
import { assertMirrorContinued } from "./system/audit-mirror.ts";
import { registerAuditMetrics } from "./system/audit-metrics.ts";
import { startAuditWorker } from "./system/audit-worker.ts";
import { watchAuthorities, type AuthorityWatch } from "./system/authority-watch.ts";
import { registerCrlMetrics } from "./system/crl-metrics.ts";
import { registerMailMetrics } from "./system/mail-metrics.ts";
import { startMail } from "./system/mail.ts";
import * as listeners from "./system/listeners.ts";
import { assertNotRestored, watchForRestore } from "./system/restore-guard.ts";
import { needsKeys, roles as allRoles, type Role } from "./system/roles.ts";
import { StartRefusal } from "./system/start-refusal.ts";
import { recurringTasks, tasksOf } from "./system/tasks.ts";
import { tlsOf } from "./system/tls.ts";
import { Undo } from "./system/undo.ts";

export interface SystemOptions {
  readonly config: Config;
  readonly institutions: InstitutionRegistry;
  /** For the owner of the schema, which must have been migrated. */
  readonly connectionString: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
  /** All unless told. */
  readonly roles?: readonly Role[];
  /** Makes what an installation has to bring: authorities, server certificates, customers, a mail catcher, `demo.json`. */
  readonly demonstration: boolean;
}

/** The running parts of this process. */
export interface System {
  readonly context: DomainContext;
  /** Undefined where only roles without keys run. */
  readonly authority: CertificateAuthority | undefined;
  readonly addresses: SystemAddresses;
  readonly ports: Ports;
  /** The demonstration's. */
  readonly files: { readonly demonstration?: string; readonly serverCa?: string; readonly clientCa?: string };
  readonly mailbox: Mailbox | undefined;
  /** Runs one of the worker's tasks now, in this process. */
  runTask(name: string, payload?: unknown): Promise<void>;
  /** Lets requests and jobs under way finish, and lets go of everything. */
  stop(): Promise<void>;
}

/** The settings as this start uses them: the demonstration brings its own passphrase. */
const effectiveConfig = async (options: SystemOptions): Promise<Config> => {
  const { config } = options;
  if (!options.demonstration || config.keyPassphraseFile !== undefined) return config;
  return { ...config, keyPassphraseFile: await demonstrationPassphraseFile(config.varDirectory) };
};

const listen = async (
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number; readonly reusePort?: boolean },
  undo: Undo,
): Promise<void> => {
  const { host, port } = address;
  undo.add(() => app.close());
  try {
    await app.listen(address);
  } catch (error) {
    if (codeOf(error) !== "EADDRINUSE") throw error;
    throw new StartRefusal(
      `port ${port} on ${host} is taken by another program; is Tegata running already? Another port can be set (TEGATA_…_PORT).`,
    );
  }
};

const startListeners = async (
  parts: listeners.ListenerParts,
  roles: readonly Role[],
  authority: CertificateAuthority | undefined,
  undo: Undo,
): Promise<void> => {
  const { ports, config } = parts;
  const signing = (): CertificateAuthority => {
    invariant(authority !== undefined, "a role that signs has the authority");
    return authority;
  };
  const makers = {
    portal: () => listeners.portalListener(parts),
    gate: () => listeners.gateListener(parts),
    operations: () => listeners.operationsListener(parts),
    enrollment: () => listeners.enrollmentListener(parts, signing()),
    validation: () => listeners.validationListener(parts, signing()),
  };
  const place = { host: config.listenAddress, reusePort: config.sharePorts };
  for (const role of roles) {
    if (role !== "worker") await listen(await makers[role](), { ...place, port: ports[role] }, undo);
  }
};

const start = async (options: SystemOptions, undo: Undo): Promise<System> => {
  const { institutions, log, clock, random, connectionString } = options;
  const roles = options.roles ?? allRoles;
  const config = await effectiveConfig(options);
  const ports = await choosePorts(config.ports, config.listenAddress);
  const addresses = addressesOf(config, ports, institutions);
  const database = await openDatabase({
    connectionString,
    connections: config.databaseConnections,
    onIdleError: (error) => log.warn({ err: error }, "a database connection broke"),
  });
  undo.add(() => database.close());
  const refusedSecrets = readRefusedSecrets(config.refusedSecretsFile);
  const secretBox = await openSecretBox(config, random, (message) => new StartRefusal(message));
  const portalAddressOf = (id: string): string | undefined => addresses.portal[id];
  const context: DomainContext = {
    database,
    clock,
    random,
    institutions,
    refusedSecrets,
    secretBox,
    portalAddressOf,
  };
  const keyStore = configuredKeyStore(config);
  await assertMirrorContinued(context, config.auditDirectory);
  await assertNotRestored(context);
  if (options.demonstration) {
    await Promise.all([
      ensureAuthorities(context, keyStore, addresses.validation),
      seedDemonstration(context),
    ]);
  }
  const authority = roles.some(needsKeys)
    ? await requireAuthority(context, keyStore, addresses.validation, log)
    : undefined;
  const authorities = await watchAuthorities({ context, keyStore, authority, log });
  const { tls, gateTls, enrollmentTls, serverCaFile } = await tlsOf(options);
  const mail = roles.includes("worker") ? await startMail(options, undo) : {};
  const metrics = createMetrics();
  registerCrlMetrics(metrics.registry, context);
  registerAuditMetrics(metrics.registry, context);
  registerMailMetrics(metrics.registry, context);
  const parts: listeners.ListenerParts = {
    config,
    ports,
    addresses,
    context,
    connectionString,
    log,
    tls,
    gateTls,
    enrollmentTls,
    authorities,
    metrics,
    ...(serverCaFile === undefined ? {} : { serverCaFile }),
  };
  const tasks =
    authority === undefined
      ? {}
      : tasksOf({ context, authority, log, ...(mail.mailer === undefined ? {} : { mailer: mail.mailer }) });
  const runTask = async (name: string, payload: unknown = {}): Promise<void> => {
    const task = tasks[name];
    invariant(task !== undefined, `no task named ${name}`);
    await task(payload, { name: newRowId(random) });
  };
  // What a crash left half done is put right before anybody can ask.
  if (roles.includes("worker")) await runTask("undo-unconfirmed");
  // Before the listeners, so that it is stopped after them and its last checkpoint covers everything.
  if (roles.includes("worker")) {
    const { auditDirectory: directory, auditCheckpointMinutes: checkpointMinutes } = config;
    const place = directory === undefined ? {} : { directory };
    const auditWorker = startAuditWorker({ context, keyStore, log, checkpointMinutes, ...place });
    undo.add(() => auditWorker.stop());
  }
  await startListeners(parts, roles, authority, undo);
  if (mail.mailbox !== undefined) {
    const app = await listeners.mailListener(parts, mail.mailbox);
    await listen(app, { host: "127.0.0.1", port: ports.mail }, undo);
  }
  if (roles.includes("worker")) {
    const worker = await startWorker({ connectionString, tasks, recurring: recurringTasks, log });
    undo.add(() => worker.stop());
  }
  const files = options.demonstration
    ? await writeFiles(config, addresses, authorities, institutions, serverCaFile)
    : {};
  authorities.start();
  undo.add(() => authorities.stop());
  const watch = watchForRestore({ context, log, onRestored: () => void undo.run(log) });
  undo.add(async () => watch.stop());
  return {
    context,
    authority,
    addresses,
    ports,
    files,
    mailbox: mail.mailbox,
    runTask,
    stop: () => undo.run(log),
  };
};

const writeFiles = async (
  config: Config,
  addresses: SystemAddresses,
  authorities: AuthorityWatch,
  institutions: InstitutionRegistry,
  serverCaFile: string | undefined,
): Promise<System["files"]> => {
  const clientCaFile = await writeClientAuthorities(config.varDirectory, authorities.present);
  authorities.follow(async (all) => void (await writeClientAuthorities(config.varDirectory, all)));
  const { portal, enrollment, validation, operations, mail } = addresses;
  const demonstration = await writeDemonstration(
    config.varDirectory,
    { portal, enrollment, validation, operations, mail, serverCaFile: serverCaFile ?? "", clientCaFile },
    institutions,
  );
  return {
    demonstration,
    clientCa: clientCaFile,
    ...(serverCaFile === undefined ? {} : { serverCa: serverCaFile }),
  };
};

/**
 * Starts the chosen roles in this process. Ports of 0 are replaced by free ones.
 *
 * @throws StartRefusal when something is missing that whoever runs it can bring; what was started is stopped again.
 */
export const startSystem = async (options: SystemOptions): Promise<System> => {
  const undo = new Undo();
  try {
    return await start(options, undo);
  } catch (error) {
    await undo.run(options.log);
    throw error;
  }
};
