import type { ServerOptions } from "node:https";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import fastify, {
  type FastifyBaseLogger,
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { newSupportId } from "#shared/ids.ts";
import type { RandomSource } from "#shared/random.ts";
import type { Log } from "../log/log.ts";
import type { Metrics } from "./metrics.ts";
import { notFound, problemOf, type HttpProblem } from "./problem.ts";
import { requestTextsFault } from "./request-texts.ts";
import { createListener, defaultLimits, type ListenerLimits } from "./tls-listener.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** What the customer reads to the help desk; on every log line and in header `support-id`. */
    readonly supportId: string;
  }
}

/** Where a request came from. Has the shape of the domain's `Origin`. */
export interface RequestOrigin {
  readonly address: string;
  readonly supportId: string;
}

/** The client's address (behind trusted proxies: the one they name) and the support id. */
export const originOf = (request: FastifyRequest): RequestOrigin => ({
  address: request.ip,
  supportId: request.supportId,
});

/** How a listener shows a problem: sets the content type and gives the body. */
export type ProblemRenderer = (
  problem: HttpProblem,
  request: FastifyRequest,
  reply: FastifyReply,
) => string | Promise<string>;

export interface HttpServerOptions {
  /** For log lines and figures: `portal`, `gate`, `enrollment`, `validation` … */
  readonly name: string;
  /** Absent: plain HTTP. TLS 1.2 at least, unless said otherwise here. */
  readonly tls?: ServerOptions;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly log: Log;
  readonly random: RandomSource;
  /** HTML for screens; without it problems are answered in JSON, as in `src/wire/enrollment.ts`. */
  readonly renderProblem?: ProblemRenderer;
  /**
   * Content-Security-Policy of every answer that sets none itself. Unless given, nothing may be loaded.
   */
  readonly contentSecurityPolicy?: (request: FastifyRequest) => string;
  /** Most requests of one address within a minute; 1,200 unless told. 0: no limit. */
  readonly requestsPerMinute?: number;
  /** Largest body in bytes; 64 KiB unless told. */
  readonly bodyBytes?: number;
  readonly limits?: Partial<ListenerLimits>;
  readonly metrics?: Metrics;
}

const NOTHING_MAY_BE_LOADED =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const problemBody = ({ code, cause, action }: HttpProblem, supportId: string): string =>
  JSON.stringify({ error: { code, cause, action, supportId } });

const jsonProblem: ProblemRenderer = (problem, request, reply) => {
  reply.type("application/json; charset=utf-8");
  return problemBody(problem, request.supportId);
};

/** Path without the query: queries may carry tickets. */
const pathOf = (request: FastifyRequest): string => request.url.split("?", 1)[0] ?? "";

const logRequests = (app: FastifyInstance, options: HttpServerOptions, log: Log): void => {
  app.addHook("onResponse", async (request, reply) => {
    const seconds = reply.elapsedTime / 1000;
    const route = request.routeOptions.url ?? "(none)";
    options.metrics?.observe({
      server: options.name,
      method: request.method,
      route,
      status: reply.statusCode,
      seconds,
    });
    log.info(
      {
        supportId: request.supportId,
        method: request.method,
        host: request.hostname,
        path: pathOf(request),
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
      },
      "request",
    );
  });
};

const answerProblems = (app: FastifyInstance, options: HttpServerOptions, log: Log): void => {
  const render = options.renderProblem ?? jsonProblem;
  const answer = async (
    problem: HttpProblem,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    reply.code(problem.status).header("cache-control", "no-store");
    try {
      return reply.send(await render(problem, request, reply));
    } catch (error) {
      log.error({ err: error, supportId: request.supportId }, "the page for a problem could not be made");
      return reply.send(await jsonProblem(problem, request, reply));
    }
  };
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      log.error({ err: error, supportId: request.supportId, path: pathOf(request) }, "unexpected error");
    } else {
      log.info(
        { supportId: request.supportId, code: problem.code, detail: error.message },
        "request refused",
      );
    }
    return answer(problem, request, reply);
  });
  const limitUnknown = options.requestsPerMinute === 0 ? {} : { preHandler: app.rateLimit() };
  app.setNotFoundHandler(limitUnknown, (request, reply) => answer(notFound, request, reply));
};

/** Refuses texts that nobody means and the database cannot hold, before anything reads them. */
const refuseStrangeTexts = (app: FastifyInstance): void => {
  app.addHook("preValidation", async (request) => {
    const fault = requestTextsFault(request);
    if (fault !== undefined) throw Object.assign(new Error(fault), { statusCode: 400 });
  });
};

/** Answers to addresses that Fastify cannot read (`%zz`, a part of over 4,096 characters): it runs no hooks for them. */
const answerUnreadable =
  (log: Log) =>
  (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error);
    log.info({ supportId: request.id, code: problem.code, detail: error.code }, "request refused");
    void reply
      .code(problem.status)
      .headers({
        "support-id": request.id,
        "cache-control": "no-store",
        "content-security-policy": NOTHING_MAY_BE_LOADED,
        "x-content-type-options": "nosniff",
        "content-type": "application/json; charset=utf-8",
      })
      .send(problemBody(problem, request.id));
  };

const secureHeaders = async (app: FastifyInstance, options: HttpServerOptions): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: false, // set below: it differs by listener, and pages may set their own
    strictTransportSecurity:
      options.tls === undefined ? false : { maxAge: 31_536_000, includeSubDomains: true },
    // Not `no-referrer`: that would send `Origin: null` with forms of our own pages, which the CSRF check refuses.
    referrerPolicy: { policy: "same-origin" },
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
  const policyFor = options.contentSecurityPolicy ?? (() => NOTHING_MAY_BE_LOADED);
  app.addHook("onRequest", async (request, reply) => {
    reply.header("support-id", request.supportId);
    reply.header("content-security-policy", policyFor(request));
    reply.header(
      "permissions-policy",
      "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    );
  });
};

/** Requests under way may take this long when the server closes. */
const CLOSE_SECONDS = 10;

/** While closing, connections are closed as soon as their request is answered, and all of them after a while. */
const closeInTime = (app: FastifyInstance): void => {
  app.addHook("preClose", async () => {
    const idle = setInterval(() => app.server.closeIdleConnections(), 50);
    const deadline = setTimeout(() => app.server.closeAllConnections(), CLOSE_SECONDS * 1000);
    app.server.once("close", () => {
      clearInterval(idle);
      clearTimeout(deadline);
    });
    if (!app.server.listening) {
      clearInterval(idle);
      clearTimeout(deadline);
    }
  });
};

/**
 * A listener with everything all of them need: a support id for each request, security headers, limits, a log
 * without secrets, figures, and an answer to every problem. Routes are added by the caller as Fastify plugins;
 * `close()` lets requests under way finish.
 */
export const createHttpServer = async (options: HttpServerOptions): Promise<FastifyInstance> => {
  const log = options.log.child({ server: options.name });
  const baseLogger: FastifyBaseLogger = log;
  const app: FastifyInstance = fastify({
    loggerInstance: baseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "supportId" }),
    requestIdHeader: false,
    genReqId: () => newSupportId(options.random),
    frameworkErrors: answerUnreadable(log),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    bodyLimit: options.bodyBytes ?? 64 * 1024,
    forceCloseConnections: "idle",
    exposeHeadRoutes: true,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 4096 },
    serverFactory: (handler) => createListener(handler, { ...defaultLimits, ...options.limits }, options.tls),
  });
  app.decorateRequest("supportId", {
    getter(this: FastifyRequest) {
      return this.id;
    },
  });
  await secureHeaders(app, options);
  refuseStrangeTexts(app);
  if (options.requestsPerMinute !== 0) {
    await app.register(rateLimit, {
      max: options.requestsPerMinute ?? 1200,
      timeWindow: 60_000,
      cache: 20_000,
      ipv6Subnet: 64,
    });
  }
  logRequests(app, options, log);
  answerProblems(app, options, log);
  closeInTime(app);
  return app;
};
