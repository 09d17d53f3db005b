import type { FastifyInstance } from "fastify";
import type { CertificateAuthority } from "#domain/certificate-authority/authority.ts";
import type { DomainContext } from "#domain/context.ts";
import { AnswerCache } from "#domain/ocsp/cache.ts";
import { OcspFigures } from "#domain/ocsp/figures.ts";
import { Lease } from "#domain/ocsp/lease.ts";
import { OCSP_CHANNEL, startOcspNode } from "#domain/ocsp/node.ts";
import { startPresigning } from "#domain/ocsp/presign.ts";
import { OcspService } from "#domain/ocsp/service.ts";
import { openListeningSession } from "#platform/database/listening-session.ts";
import { addressAllowance } from "#platform/http/address-allowance.ts";
import type { Metrics } from "#platform/http/metrics.ts";
import { putPlainFront, type PlainFront } from "#platform/http/plain-front.ts";
import { defaultLimits } from "#platform/http/tls-listener.ts";
import type { Log } from "#platform/log/log.ts";
import { systemStopwatch } from "#shared/stopwatch.ts";
import { ocspFront } from "#protocols/ocsp/front.ts";
import { ocspRoutes } from "#protocols/ocsp/routes.ts";
import type { Config } from "../config.ts";
import { publishOcspFigures } from "./ocsp-metrics.ts";

/** Memory bounds the answers that are kept; this bounds them where they are small. */
const MOST_ENTRIES = 2_000_000;
/** The database answers the node so fast, or the node begins anew. */
const ANSWER_MILLISECONDS = 2_000;

export interface OcspParts {
  readonly config: Pick<Config, "ocsp" | "requestsPerMinute">;
  readonly context: DomainContext;
  readonly authority: CertificateAuthority;
  /** For the owner of the schema or a member of role `tegata_app`. */
  readonly connectionString: string;
  readonly log: Log;
  readonly metrics?: Metrics;
}

/** What answers OCSP in this process. */
export interface RunningOcsp {
  readonly service: OcspService;
  /** Whether answers may come from memory at the moment. */
  readonly lease: Lease;
  readonly figures: OcspFigures;
  stop(): Promise<void>;
}

/** Starts the OCSP service: with the cache, the node that keeps it right, and signing ahead where that is wanted. */
export const startOcsp = ({
  config,
  context,
  authority,
  connectionString,
  log,
  metrics,
}: OcspParts): RunningOcsp => {
  const { cacheBytes, presigned } = config.ocsp;
  const lease = new Lease(systemStopwatch);
  const cache = new AnswerCache({ bytes: cacheBytes, entries: MOST_ENTRIES }, lease);
  const figures = new OcspFigures();
  const onFault = (error: unknown): void =>
    log.error({ err: error }, "an OCSP question could not be answered");
  const service = new OcspService({ context, authority, cache, figures, onFault });
  if (metrics !== undefined) publishOcspFigures(metrics.registry, { figures, cache, lease });
  if (cacheBytes === 0) return { service, lease, figures, stop: () => Promise.resolve() };
  const node = startOcspNode({
    cache,
    lease,
    stopwatch: systemStopwatch,
    newNodeId: () => Buffer.from(context.random.bytes(16)).toString("hex"),
    openSession: (events) =>
      openListeningSession({
        connectionString,
        channel: OCSP_CHANNEL,
        answerMilliseconds: ANSWER_MILLISECONDS,
        ...events,
      }),
    onLost: (error) =>
      log.warn({ err: error }, "OCSP answers are not kept until the database is reached again"),
  });
  const presigning =
    presigned === 0 ? undefined : startPresigning({ context, authority, service, most: presigned, onFault });
  return {
    service,
    lease,
    figures,
    stop: async () => {
      await presigning?.stop();
      await node.stop();
    },
  };
};

/** OCSP on a listener, with its front: plain questions do not go through the HTTP server. Ends with the listener. */
export const addOcsp = async (
  app: FastifyInstance,
  parts: OcspParts,
): Promise<RunningOcsp & { readonly front: PlainFront }> => {
  const ocsp = startOcsp(parts);
  app.addHook("onClose", () => ocsp.stop());
  const { context, config } = parts;
  const options = {
    service: ocsp.service,
    clock: context.clock,
    cacheSeconds: config.ocsp.httpCacheSeconds,
  };
  const mayAsk = addressAllowance(config.requestsPerMinute);
  const front = putPlainFront(app.server, {
    ...ocspFront({ ...options, mayAsk }),
    idleSeconds: defaultLimits.keepAliveSeconds,
  });
  app.addHook("preClose", async () => front.close());
  await app.register(ocspRoutes(options));
  return { ...ocsp, front };
};
