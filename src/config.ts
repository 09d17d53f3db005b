import { join } from "node:path";
import { z } from "zod";
import {
  databaseUrl,
  filePath,
  httpUrl,
  ipAddress,
  networks,
  port,
  smtpUrl,
} from "#platform/settings/values.ts";
import { accepted, refused, type Result } from "#shared/result.ts";

/** The environment, parsed once at start. Every setting is here, with what it means and what it is unless given. */

const projectDirectory = join(import.meta.dirname, "..");

const variables = z.object({
  DATABASE_URL: databaseUrl
    .optional()
    .describe("PostgreSQL to use; unless given, one is started under `TEGATA_VAR`."),
  TEGATA_DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(2)
    .max(500)
    .default(20)
    .describe("Most connections to the database."),
  TEGATA_VAR: filePath
    .default(join(projectDirectory, "var"))
    .describe("Directory of everything the program keeps."),
  TEGATA_INSTITUTIONS_DIRECTORY: filePath
    .default(join(projectDirectory, "institutions"))
    .describe("Directory of the institution policies."),
  TEGATA_BASE_DOMAIN: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "expected a domain in lower case")
    .default("localhost")
    .describe("Domain below which each institution has its host."),
  TEGATA_LISTEN_ADDRESS: ipAddress.default("127.0.0.1").describe("Address on which all ports listen."),
  TEGATA_PORTAL_PORT: port(8443).describe("Port of the portal."),
  TEGATA_GATE_PORT: port(8444).describe("Port of the certificate gate."),
  TEGATA_OPERATIONS_PORT: port(8445).describe("Port of the operations terminal."),
  TEGATA_ENROLLMENT_PORT: port(8446).describe("Port of the registration authority: enrolment API and EST."),
  TEGATA_VALIDATION_PORT: port(8080).describe("Port of OCSP, CRLs, health and figures (plain HTTP)."),
  TEGATA_MAIL_PORT: port(8025).describe(
    "Port of the page that shows the demonstration's mail; loopback only.",
  ),
  TEGATA_PORTAL_PUBLIC_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("Port of the portal as browsers see it, where a proxy stands before it."),
  TEGATA_GATE_PUBLIC_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("Port of the gate as browsers see it, where a proxy stands before it."),
  TEGATA_ENROLLMENT_URL: httpUrl
    .optional()
    .describe("Address of the registration authority as customers' PCs reach it."),
  TEGATA_VALIDATION_URL: httpUrl
    .optional()
    .describe("Address of OCSP and CRLs as it is written into certificates."),
  TEGATA_TRUSTED_PROXIES: networks
    .default([])
    .describe("Proxies whose `X-Forwarded-For` and `Client-Cert` are believed."),
  TEGATA_METRICS_ADDRESSES: networks.default(["127.0.0.1", "::1"]).describe("Who may read `/metrics`."),
  TEGATA_KEY_DIRECTORY: filePath
    .optional()
    .describe("Directory of the authorities' encrypted keys; `keys` below `TEGATA_VAR` unless given."),
  TEGATA_KEY_PASSPHRASE_FILE: filePath
    .optional()
    .describe("File whose first line opens the authorities' keys."),
  TEGATA_TLS_CERTIFICATE_FILE: filePath
    .optional()
    .describe(
      "Certificate chain (PEM) of the portal, the registration authority and the operations terminal.",
    ),
  TEGATA_TLS_KEY_FILE: filePath.optional().describe("Its private key (PEM)."),
  TEGATA_GATE_TLS_CERTIFICATE_FILE: filePath
    .optional()
    .describe(
      "Certificate chain (PEM) of the gate, with `*.cert.<institution>.<base>`; the portal's unless given.",
    ),
  TEGATA_GATE_TLS_KEY_FILE: filePath.optional().describe("Its private key (PEM)."),
  SMTP_URL: smtpUrl.optional().describe("Server that takes our mail."),
  TEGATA_MAIL_FROM: z
    .string()
    .min(3)
    .max(200)
    .default("Tegata <no-reply@tegata.invalid>")
    .describe("Sender of our mail."),
  TEGATA_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("Least severe events that are logged."),
  TEGATA_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(1200)
    .describe("Most requests of one address to one port in a minute; 0: no limit."),
});

/** Names and descriptions of all settings, for the reference page and `doctor`. */
export const settings: readonly { readonly name: string; readonly description: string }[] = Object.entries(
  variables.shape,
).map(([name, schema]) => ({ name, description: schema.description ?? "" }));

/** Files of a TLS server certificate (PEM). */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A parsed environment. */
export interface Config {
  readonly databaseUrl?: string;
  readonly databaseConnections: number;
  readonly varDirectory: string;
  readonly institutionsDirectory: string;
  readonly baseDomain: string;
  readonly listenAddress: string;
  readonly ports: {
    readonly portal: number;
    readonly gate: number;
    readonly operations: number;
    readonly enrollment: number;
    readonly validation: number;
    readonly mail: number;
  };
  readonly portalPublicPort?: number;
  readonly gatePublicPort?: number;
  readonly enrollmentUrl?: string;
  readonly validationUrl?: string;
  readonly trustedProxies: readonly string[];
  readonly metricsAddresses: readonly string[];
  readonly keyDirectory: string;
  readonly keyPassphraseFile?: string;
  readonly tls?: TlsFiles;
  readonly gateTls?: TlsFiles;
  readonly smtpUrl?: string;
  readonly mailFrom: string;
  readonly logLevel: z.infer<typeof variables>["TEGATA_LOG_LEVEL"];
  readonly requestsPerMinute: number;
}

/** A setting that cannot be used, and why. */
export interface ConfigRefusal {
  readonly variable: string;
  readonly reason: string;
}

/** Settings that look like ours and are not: most often a slip of the pen. */
const unknownVariables = (environment: NodeJS.ProcessEnv): ConfigRefusal[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith("TEGATA_") && !(name in variables.shape))
    .map((variable) => ({ variable, reason: "there is no such setting" }));

const pair = (certificateFile: string | undefined, keyFile: string | undefined): TlsFiles | undefined =>
  certificateFile === undefined || keyFile === undefined ? undefined : { certificateFile, keyFile };

const incompletePairs = (parsed: z.infer<typeof variables>): ConfigRefusal[] =>
  (
    [
      ["TEGATA_TLS_CERTIFICATE_FILE", "TEGATA_TLS_KEY_FILE"],
      ["TEGATA_GATE_TLS_CERTIFICATE_FILE", "TEGATA_GATE_TLS_KEY_FILE"],
    ] as const
  ).flatMap(([certificate, key]) => {
    if ((parsed[certificate] === undefined) === (parsed[key] === undefined)) return [];
    const [missing, given] = parsed[key] === undefined ? [key, certificate] : [certificate, key];
    return [{ variable: missing, reason: `is needed with ${given}` }];
  });

const present = <Value extends object>(
  value: Value,
): { [Name in keyof Value]: Exclude<Value[Name], undefined> } =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the filter does what the type says
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [Name in keyof Value]: Exclude<Value[Name], undefined>;
  };

const toConfig = (parsed: z.infer<typeof variables>): Config => {
  const tls = pair(parsed.TEGATA_TLS_CERTIFICATE_FILE, parsed.TEGATA_TLS_KEY_FILE);
  const gateTls = pair(parsed.TEGATA_GATE_TLS_CERTIFICATE_FILE, parsed.TEGATA_GATE_TLS_KEY_FILE) ?? tls;
  return {
    databaseConnections: parsed.TEGATA_DATABASE_CONNECTIONS,
    varDirectory: parsed.TEGATA_VAR,
    institutionsDirectory: parsed.TEGATA_INSTITUTIONS_DIRECTORY,
    baseDomain: parsed.TEGATA_BASE_DOMAIN,
    listenAddress: parsed.TEGATA_LISTEN_ADDRESS,
    ports: {
      portal: parsed.TEGATA_PORTAL_PORT,
      gate: parsed.TEGATA_GATE_PORT,
      operations: parsed.TEGATA_OPERATIONS_PORT,
      enrollment: parsed.TEGATA_ENROLLMENT_PORT,
      validation: parsed.TEGATA_VALIDATION_PORT,
      mail: parsed.TEGATA_MAIL_PORT,
    },
    trustedProxies: parsed.TEGATA_TRUSTED_PROXIES,
    metricsAddresses: parsed.TEGATA_METRICS_ADDRESSES,
    keyDirectory: parsed.TEGATA_KEY_DIRECTORY ?? join(parsed.TEGATA_VAR, "keys"),
    mailFrom: parsed.TEGATA_MAIL_FROM,
    logLevel: parsed.TEGATA_LOG_LEVEL,
    requestsPerMinute: parsed.TEGATA_REQUESTS_PER_MINUTE,
    ...present({
      databaseUrl: parsed.DATABASE_URL,
      portalPublicPort: parsed.TEGATA_PORTAL_PUBLIC_PORT,
      gatePublicPort: parsed.TEGATA_GATE_PUBLIC_PORT,
      enrollmentUrl: parsed.TEGATA_ENROLLMENT_URL,
      validationUrl: parsed.TEGATA_VALIDATION_URL,
      keyPassphraseFile: parsed.TEGATA_KEY_PASSPHRASE_FILE,
      smtpUrl: parsed.SMTP_URL,
      tls,
      gateTls,
    }),
  };
};

/** Parses the environment. An empty value counts as not given. Gives every fault at once. */
export const readConfig = (environment: NodeJS.ProcessEnv): Result<Config, readonly ConfigRefusal[]> => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  const faults = parsed.success
    ? incompletePairs(parsed.data)
    : parsed.error.issues.map((issue) => ({ variable: String(issue.path[0] ?? ""), reason: issue.message }));
  const refusals = [...faults, ...unknownVariables(given)];
  return parsed.success && refusals.length === 0 ? accepted(toConfig(parsed.data)) : refused(refusals);
};
