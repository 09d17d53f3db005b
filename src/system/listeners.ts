import type { ServerOptions } from "node:https";
import type { FastifyInstance } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import type { DomainContext } from "#domain/context.ts";
import type { Family } from "#domain/institution/policy.ts";
import { healthRoutes, type Metrics } from "#platform/http/metrics.ts";
import { createHttpServer, type HttpServerOptions } from "#platform/http/server.ts";
import { replaceClientAuthorities } from "#platform/http/tls-listener.ts";
import type { Log } from "#platform/log/log.ts";
import { MAILBOX_POLICY, mailboxRoutes } from "#platform/mail/mailbox-page.ts";
import type { Mailbox } from "#platform/mail/mailbox.ts";
import { crlRoutes } from "#protocols/crl/routes.ts";
import { defaultEnrollmentLimits, enrollmentRoutes } from "#protocols/enrollment/routes.ts";
import { estRoutes } from "#protocols/est/routes.ts";
import { registrationTlsOptions } from "#protocols/est/tls.ts";
import { gateRoutes } from "#screens/gate/routes.ts";
import { gateTls } from "#screens/gate/tls.ts";
import { operationsRoutes } from "#screens/operations/routes.ts";
import { portalContentSecurityPolicy } from "#screens/portal/content-security-policy.ts";
import { portalProblemPage, portalRoutes } from "#screens/portal/portal.ts";
import type { PortalServices } from "#screens/portal/services.ts";
import { sql } from "kysely";
import { statements } from "#platform/database/database.ts";
import type { Config } from "../config.ts";
import type { Ports, SystemAddresses } from "./addresses.ts";
import type { PublicAuthority } from "./authorities.ts";
import { addOcsp } from "./ocsp.ts";
import type { AuthorityWatch } from "./authority-watch.ts";

/** Certificate chain and key of a TLS listener, PEM. */
export interface TlsPair {
  readonly certificate: string;
  readonly key: string;
}

/** What listeners are made of. */
export interface ListenerParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly addresses: SystemAddresses;
  readonly context: DomainContext;
  /** For the owner of the schema. */
  readonly connectionString: string;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tls: TlsPair;
  readonly gateTls: TlsPair;
  readonly enrollmentTls: TlsPair;
  /** Gives the authorities that clients are told of, now and whenever they change. */
  readonly authorities: AuthorityWatch;
  /** File that the issuing application must be told to trust; the demonstration only. */
  readonly serverCaFile?: string;
}

const serverFor = (
  parts: ListenerParts,
  name: string,
  more: Partial<HttpServerOptions>,
): Promise<FastifyInstance> =>
  createHttpServer({
    name,
    trustedProxies: parts.config.trustedProxies,
    log: parts.log,
    random: parts.context.random,
    requestsPerMinute: parts.config.requestsPerMinute,
    metrics: parts.metrics,
    ...more,
  });

const plainTls = ({ certificate, key }: TlsPair): ServerOptions => ({ cert: certificate, key });

const issuersOf = (authorities: readonly PublicAuthority[], family?: Family): string[] =>
  authorities
    .filter(({ kind }) => kind === "issuing")
    .filter((authority) => family === undefined || authority.family === family)
    .map(({ pem }) => pem);

export const portalListener = async (parts: ListenerParts): Promise<FastifyInstance> => {
  const { addresses, context, config } = parts;
  const services: PortalServices = {
    context,
    addresses: {
      base: config.baseDomain,
      gatePort: addresses.gatePort,
      enrollment: addresses.enrollment,
      ...(parts.serverCaFile === undefined ? {} : { serverCaFile: parts.serverCaFile }),
    },
  };
  const app = await serverFor(parts, "portal", {
    tls: plainTls(parts.tls),
    renderProblem: portalProblemPage(services),
    contentSecurityPolicy: (request) => portalContentSecurityPolicy(services, request.hostname),
  });
  await app.register(portalRoutes(services));
  return app;
};

export const gateListener = async (parts: ListenerParts): Promise<FastifyInstance> => {
  const { addresses, context, config } = parts;
  const byFamily = (all: readonly PublicAuthority[]) => ({
    bizsol: issuersOf(all, "bizsol"),
    shinkin: issuersOf(all, "shinkin"),
  });
  const tls = gateTls({
    key: parts.gateTls.key,
    certificate: parts.gateTls.certificate,
    authorities: byFamily(parts.authorities.present),
    institutions: context.institutions,
    base: config.baseDomain,
  });
  const app = await serverFor(parts, "gate", { tls: tls.options });
  parts.authorities.follow((all) =>
    replaceClientAuthorities(app.server, tls.options, tls.trust(byFamily(all))),
  );
  await app.register(
    gateRoutes({
      context,
      base: config.baseDomain,
      gatePort: addresses.gatePort,
      portalPort: addresses.portalPort,
      trustedProxies: config.trustedProxies,
    }),
  );
  return app;
};

export const operationsListener = async (parts: ListenerParts): Promise<FastifyInstance> => {
  const app = await serverFor(parts, "operations", { tls: plainTls(parts.tls) });
  await app.register(operationsRoutes());
  return app;
};

export const enrollmentListener = async (
  parts: ListenerParts,
  authority: CertificateAuthority,
): Promise<FastifyInstance> => {
  const tls = registrationTlsOptions({
    ...parts.enrollmentTls,
    issuers: issuersOf(parts.authorities.present),
  });
  const app = await serverFor(parts, "enrollment", { tls });
  parts.authorities.follow((all) => replaceClientAuthorities(app.server, tls, issuersOf(all)));
  const services = { context: parts.context, authority };
  const mayUseBrowser = (institutionId: string): boolean =>
    parts.context.institutions.byId(institutionId)?.acquisition.inBrowser.use === "allowed";
  await app.register(
    enrollmentRoutes(services, defaultEnrollmentLimits, (institutionId) =>
      mayUseBrowser(institutionId) ? parts.addresses.portal[institutionId] : undefined,
    ),
  );
  await app.register(estRoutes(services, { trustedProxies: parts.config.trustedProxies }));
  return app;
};

/** Whether the database answers. */
const isReady = async ({ context }: ListenerParts): Promise<boolean> => {
  const { rows } = await context.database.inSharedOnce(
    sql<{ one: number }>`select 1 as one`.compile(statements),
  );
  return rows.length === 1;
};

export const validationListener = async (
  parts: ListenerParts,
  authority: CertificateAuthority,
): Promise<FastifyInstance> => {
  const { config, context, metrics } = parts;
  const app = await serverFor(parts, "validation", {});
  const services = { context, authority };
  await addOcsp(app, { ...parts, authority });
  await app.register(crlRoutes(services));
  await app.register(
    healthRoutes({ ready: () => isReady(parts), metrics, metricsAddresses: config.metricsAddresses }),
  );
  return app;
};

/** The demonstration's mail. Listens on the loopback interface, whatever the settings say. */
export const mailListener = async (parts: ListenerParts, mailbox: Mailbox): Promise<FastifyInstance> => {
  const app = await serverFor(parts, "mail", { contentSecurityPolicy: () => MAILBOX_POLICY });
  await app.register(mailboxRoutes(mailbox));
  return app;
};
