import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InstitutionRegistry } from "#domain/institution/registry.ts";
import type { Clock } from "#shared/clock.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Config, TlsFiles } from "../config.ts";
import type { TlsPair } from "./listeners.ts";
import { demonstrationServerCertificate } from "./server-certificate.ts";
import { StartRefusal } from "./start-refusal.ts";

interface TlsChoice {
  readonly config: Config;
  readonly institutions: InstitutionRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly demonstration: boolean;
}

/** What the TLS listeners present. */
export interface ListenerTls {
  readonly tls: TlsPair;
  readonly gateTls: TlsPair;
  /** For the registration authority. */
  readonly enrollmentTls: TlsPair;
  readonly serverCaFile?: string;
}

const readTls = async (files: TlsFiles): Promise<TlsPair> => ({
  certificate: await readFile(files.certificateFile, "utf8"),
  key: await readFile(files.keyFile, "utf8"),
});

/** The configured certificates, or the demonstration's own. */
export const tlsOf = async (options: TlsChoice): Promise<ListenerTls> => {
  const { config, institutions, clock, random } = options;
  if (config.tls !== undefined) {
    const tls = await readTls(config.tls);
    return { tls, gateTls: await readTls(config.gateTls ?? config.tls), enrollmentTls: tls };
  }
  if (!options.demonstration) {
    throw new StartRefusal("TEGATA_TLS_CERTIFICATE_FILE: is needed outside of the demonstration");
  }
  const made = await demonstrationServerCertificate({
    directory: join(config.varDirectory, "tls"),
    baseDomain: config.baseDomain,
    institutionIds: institutions.all.map(({ id }) => id),
    clock,
    random,
  });
  return { tls: made, gateTls: made, enrollmentTls: made.rsa, serverCaFile: made.caFile };
};
