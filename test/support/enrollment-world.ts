import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { FastifyInstance } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import { loadAuthority } from "#domain/certificate-authority/authority.ts";
import { initializeAuthority } from "#domain/certificate-authority/initialize.ts";
import type { DomainContext, Origin } from "#domain/context.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy, UserRole } from "#domain/institution/policy.ts";
import type { User } from "#domain/user/users.ts";
import { createHttpServer } from "#platform/http/server.ts";
import { fileKeyStore } from "#platform/key-store/file-key-store.ts";
import { createLog } from "#platform/log/log.ts";
import { encodePem } from "#pki/pem.ts";
import { defaultEnrollmentLimits, enrollmentRoutes } from "#protocols/enrollment/routes.ts";
import { estRoutes } from "#protocols/est/routes.ts";
import { registrationTlsOptions } from "#protocols/est/tls.ts";
import type { SettableClock } from "#shared/clock.ts";
import { settableClock } from "#shared/clock.ts";
import { invariant } from "#shared/invariant.ts";
import { systemRandom } from "#shared/random.ts";
import type { TestDatabase } from "./database.ts";
import { testDatabase } from "./database.ts";
import { acceptedValue, populate, shippedInstitutions } from "./population.ts";
import { testSecretBox } from "./one-time-passwords.ts";
import { makeServerCertificate } from "./server-certificate.ts";

/** Where a test that needs no history begins. */
export const START = Temporal.Instant.from("2026-06-01T00:00:00Z");
export const ORIGIN: Origin = { address: "192.0.2.1", supportId: "TEST0-00000" };
export const LOGIN_SECRET = "kazahana47";
export const CONFIRMATION_SECRET = "mizube82iro";

/** Institutions, an authority and the registration authority's HTTPS server on a real database. */
export interface EnrollmentWorld {
  readonly context: DomainContext & { readonly database: TestDatabase; readonly clock: SettableClock };
  readonly authority: CertificateAuthority;
  readonly services: EnrollmentServices;
  readonly server: RunningServer;
  institution(id: string): InstitutionPolicy;
  /** A user with the two secrets above and the right to acquire, in a contract of their own unless told. */
  newUser(
    institutionId: string,
    more?: { role?: UserRole; mayAcquire?: boolean; loginMethod?: "password" | "certificate" },
  ): Promise<User>;
  /** Events of an institution's audit record, oldest first. */
  auditOf(institutionCode: string): Promise<string[]>;
}

export interface RunningServer {
  readonly port: number;
  /** PEM of the authority to trust, and the file it is in. */
  readonly ca: string;
  readonly caFile: string;
}

/** One database, authority and server for the whole test file; the clock stands at `start` until it is moved. */
export const enrollmentWorld = async (
  options: {
    readonly start?: Temporal.Instant;
    /** Of one address; no limit unless told. */
    readonly requestsPerMinute?: number;
    readonly sessionsPerMinute?: number;
    /** Proxies whose `Client-Cert` EST believes; none unless told. */
    readonly trustedProxies?: readonly string[];
    /** Of all authorities: RSA for foreign programs without elliptic curves. P-384 and P-256 unless told. */
    readonly authorityKeyAlgorithm?: "RSA-3072";
  } = {},
): Promise<EnrollmentWorld> => {
  const database = await testDatabase();
  const clock = settableClock(options.start ?? START);
  const institutions = shippedInstitutions();
  const secretBox = testSecretBox();
  const portalAddressOf = (id: string): string => `https://${id}.localhost:8443`;
  const context = { database, clock, random: systemRandom, institutions, secretBox, portalAddressOf };
  const directory = await mkdtemp(join(tmpdir(), "tegata-enrollment-"));
  after(() => rm(directory, { recursive: true, force: true }));

  const authority = await newAuthority(context, directory, options.authorityKeyAlgorithm);
  const services: EnrollmentServices = { context, authority };
  const server = await startServer(services, directory, options);
  let contracts = 0;

  const institution = (id: string): InstitutionPolicy => {
    const found = institutions.byId(id);
    invariant(found !== undefined, `no institution ${id}`);
    return found;
  };

  return {
    context,
    authority,
    services,
    server,
    institution,
    newUser: async (institutionId, more = {}) => {
      contracts += 1;
      const number = String(contracts).padStart(4, "0");
      const [user] = await populate(context, {
        institution: institution(institutionId),
        contractId: `7000${number}`,
        loginMethod: more.loginMethod ?? "certificate",
        users: { [`u${number}`]: more.role ?? "user" },
        secrets: { login: LOGIN_SECRET, confirmation: CONFIRMATION_SECRET },
        mayAcquire: more.mayAcquire ?? true,
      });
      invariant(user !== undefined, "one user was asked for");
      return user;
    },
    auditOf: async (institutionCode) => {
      const rows = await database.asOwner<{ event: string }>(
        "select event from audit_event where institution_code = $1 order by event_id",
        [institutionCode],
      );
      return rows.map((row) => row.event);
    },
  };
};

const VALIDATION_URL = "http://localhost:8080";

const newAuthority = async (
  context: DomainContext,
  directory: string,
  algorithm: "RSA-3072" | undefined,
): Promise<CertificateAuthority> => {
  const keyStore = fileKeyStore({
    directory: join(directory, "keys"),
    passphrase: async () => "a passphrase for tests only",
  });
  acceptedValue(
    await initializeAuthority(context, keyStore, {
      validationUrl: VALIDATION_URL,
      organization: "Tegata Test",
      rootKeyAlgorithm: algorithm ?? "P-384",
      issuingKeyAlgorithm: algorithm ?? "P-256",
    }),
  );
  return acceptedValue(await loadAuthority(context, keyStore, { validationUrl: VALIDATION_URL }));
};

const startServer = async (
  services: EnrollmentServices,
  directory: string,
  limits: {
    readonly requestsPerMinute?: number;
    readonly sessionsPerMinute?: number;
    readonly trustedProxies?: readonly string[];
  },
): Promise<RunningServer> => {
  const tls = await makeServerCertificate(directory);
  const issuers = services.authority.authorities.filter(({ kind }) => kind === "issuing");
  const app: FastifyInstance = await createHttpServer({
    name: "enrollment",
    tls: registrationTlsOptions({
      certificate: tls.certificate,
      key: tls.key,
      issuers: issuers.map(({ der }) => encodePem("CERTIFICATE", der)),
    }),
    trustedProxies: [],
    log: createLog({ level: process.env["TEST_LOG"] === "1" ? "info" : "silent" }),
    random: services.context.random,
    requestsPerMinute: limits.requestsPerMinute ?? 0,
  });
  const { sessionsPerMinute = defaultEnrollmentLimits.sessionsPerMinute } = limits;
  await app.register(enrollmentRoutes(services, { sessionsPerMinute }));
  await app.register(estRoutes(services, { trustedProxies: limits.trustedProxies ?? [] }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  after(() => app.close());
  const address = app.server.address();
  invariant(address !== null && typeof address === "object", "the server listens on a port");
  return { port: address.port, ca: tls.ca, caFile: tls.caFile };
};
