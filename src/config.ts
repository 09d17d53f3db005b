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
  TEGATA_OCSP_CACHE_MEGABYTES: z.coerce
    .number()
    .int()
    .min(0)
    .max(16_384)
    .default(64)
    .describe("Most memory for signed OCSP answers; 0: each answer is signed when it is asked for."),
  TEGATA_OCSP_HTTP_CACHE_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(240)
    .default(0)
    .describe(
      "How long HTTP caches may give an OCSP answer without asking again; 0: a revocation is seen at once through them too.",
    ),
  TEGATA_OCSP_PRESIGNED: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe("Most OCSP answers that are signed before anybody asks; 0: none."),
  TEGATA_SHARE_PORTS: z
    .enum(["yes", "no"])
    .default("no")
    .describe(
      "Whether several processes on this machine listen on the same ports and share the connections.",
    ),
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
  TEGATA_PKCS11_MODULE: filePath
    .optional()
    .describe("PKCS#11 library of the token that has authorities' keys, e.g. the vendor's `.so` file."),
  TEGATA_PKCS11_TOKEN: z
    .string()
    .min(1)
    .max(32)
    .optional()
    .describe("Label of that token; needed with the library."),
  TEGATA_PKCS11_TOKEN_SERIAL: z
    .string()
    .min(1)
    .max(16)
    .optional()
    .describe("Its serial number, where several tokens have that label."),
  TEGATA_PKCS11_PIN_FILE: filePath
    .optional()
    .describe("File, readable by its owner alone, whose first line is the token's PIN."),
  TEGATA_PKCS11_SESSIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(4)
    .describe("Most sessions with the token, and so signatures, at a time in one process."),
  TEGATA_GENERATION_WAITING_HOURS: z.coerce
    .number()
    .min(0)
    .max(8760)
    .default(24)
    .describe(
      "How long a generation of an issuing authority must have been published before it may issue. CA certificates may be cached for a day.",
    ),
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
  TEGATA_AUDIT_DIRECTORY: filePath
    .optional()
    .describe(
      "Directory, best on another machine, to which the audit record and its checkpoints are added as they come.",
    ),
  TEGATA_AUDIT_CHECKPOINT_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(1440)
    .default(5)
    .describe("A checkpoint of the audit record is signed so often where something was added."),
  TEGATA_DATA_KEY_FILE: filePath
    .optional()
    .describe(
      "File, readable by its owner alone, with the key that seals seeds of one-time passwords in the database; `data.key` below `TEGATA_VAR` unless given, and made where there is none. The same on every machine of an installation; back it up apart from the database.",
    ),
  TEGATA_REFUSED_SECRETS_FILE: filePath
    .optional()
    .describe(
      "Passwords and PINs that nobody may choose, one a line (a list of leaked ones, say), beside those that rules refuse.",
    ),
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

/** The token that has authorities' keys. */
export interface Pkcs11Config {
  readonly module: string;
  readonly token: string;
  readonly tokenSerial?: string;
  readonly pinFile?: string;
  readonly sessions: number;
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
  readonly ocsp: {
    /** Octets; 0: nothing is kept. */
    readonly cacheBytes: number;
    readonly httpCacheSeconds: number;
    readonly presigned: number;
  };
  readonly sharePorts: boolean;
  readonly trustedProxies: readonly string[];
  readonly metricsAddresses: readonly string[];
  readonly keyDirectory: string;
  readonly keyPassphraseFile?: string;
  readonly generationWaitingHours: number;
  readonly pkcs11?: Pkcs11Config;
  readonly tls?: TlsFiles;
  readonly gateTls?: TlsFiles;
  readonly auditDirectory?: string;
  readonly auditCheckpointMinutes: number;
  readonly dataKeyFile?: string;
  readonly refusedSecretsFile?: string;
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
      ["TEGATA_PKCS11_MODULE", "TEGATA_PKCS11_TOKEN"],
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

const pkcs11Of = (parsed: z.infer<typeof variables>): Pkcs11Config | undefined => {
  const { TEGATA_PKCS11_MODULE: module, TEGATA_PKCS11_TOKEN: token } = parsed;
  if (module === undefined || token === undefined) return undefined;
  return {
    module,
    token,
    sessions: parsed.TEGATA_PKCS11_SESSIONS,
    ...present({
      tokenSerial: parsed.TEGATA_PKCS11_TOKEN_SERIAL,
      pinFile: parsed.TEGATA_PKCS11_PIN_FILE,
    }),
  };
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
    ocsp: {
      cacheBytes: parsed.TEGATA_OCSP_CACHE_MEGABYTES * 1024 * 1024,
      httpCacheSeconds: parsed.TEGATA_OCSP_HTTP_CACHE_SECONDS,
      presigned: parsed.TEGATA_OCSP_PRESIGNED,
    },
    sharePorts: parsed.TEGATA_SHARE_PORTS === "yes",
    trustedProxies: parsed.TEGATA_TRUSTED_PROXIES,
    metricsAddresses: parsed.TEGATA_METRICS_ADDRESSES,
    keyDirectory: parsed.TEGATA_KEY_DIRECTORY ?? join(parsed.TEGATA_VAR, "keys"),
    generationWaitingHours: parsed.TEGATA_GENERATION_WAITING_HOURS,
    auditCheckpointMinutes: parsed.TEGATA_AUDIT_CHECKPOINT_MINUTES,
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
      pkcs11: pkcs11Of(parsed),
      auditDirectory: parsed.TEGATA_AUDIT_DIRECTORY,
      dataKeyFile: parsed.TEGATA_DATA_KEY_FILE,
      refusedSecretsFile: parsed.TEGATA_REFUSED_SECRETS_FILE,
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
