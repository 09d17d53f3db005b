import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { EnrollmentServices, NextStep, SessionRequest } from "#domain/enrollment/sessions.ts";
import {
  answerStep,
  confirmInstallation,
  proveOldKey,
  resumeSession,
  startSession,
  submitRequest,
} from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Refusal } from "#domain/refusal/refusal.ts";
import { originOf } from "#platform/http/server.ts";
import type { Result } from "#shared/result.ts";
import type { NextResponse, StartRequest } from "#wire/enrollment.ts";
import {
  answersRequestSchema,
  certificateRequestSchema,
  signatureRequestSchema,
  startRequestSchema,
} from "#wire/enrollment.ts";
import { sendRefusal } from "./answer.ts";
import { allowPortalPages, type PortalOrigin } from "./browser-access.ts";
import { institutionOf } from "./institution-of.ts";
import { claimOf, parseBody } from "./parse.ts";
import { serviceToWire, startedToWire, stepToWire } from "./to-wire.ts";

/** Limits of the enrolment API. */
export interface EnrollmentLimits {
  /** New sessions of one address within a minute. */
  readonly sessionsPerMinute: number;
}

export const defaultEnrollmentLimits: EnrollmentLimits = { sessionsPerMinute: 600 };

interface InstitutionRoute {
  Params: { institution: string };
}
interface SessionRoute {
  Params: { institution: string; session: string };
}

const bytes = (base64: string): Buffer => Buffer.from(base64, "base64");

const purposeOf = (start: StartRequest) =>
  start.purpose === "renew"
    ? ({ kind: "renew", certificate: bytes(start.certificate) } as const)
    : ({ kind: start.purpose } as const);

const sendNext = (
  request: FastifyRequest,
  reply: FastifyReply,
  next: Result<NextStep, Refusal>,
): FastifyReply => {
  if (!next.ok) return sendRefusal(request, reply, next.refusal);
  const body: NextResponse = { next: stepToWire(next.value) };
  return reply.send(body);
};

/**
 * The enrolment API, `/enrollment/v1/<institution>/…` (src/wire/enrollment.ts, docs/protocols/enrollment.md): reads
 * what came, asks the domain, and writes the answer. No rule lives here.
 */
export const enrollmentRoutes =
  (
    services: EnrollmentServices,
    limits: EnrollmentLimits = defaultEnrollmentLimits,
    portalOrigin: PortalOrigin = () => undefined,
  ): FastifyPluginAsync =>
  async (app) => {
    const { institutions } = services.context;
    const base = "/enrollment/v1/:institution";

    allowPortalPages(app, portalOrigin);
    app.addHook("onSend", async (_request, reply) => {
      reply.header("cache-control", "no-store");
    });

    app.get<InstitutionRoute>(base, (request, reply) => {
      const institution = institutionOf(institutions, request.params.institution);
      return institution.ok
        ? reply.send(serviceToWire(services, institution.value))
        : sendRefusal(request, reply, institution.refusal);
    });

    app.post<InstitutionRoute>(
      `${base}/sessions`,
      { config: { rateLimit: { max: limits.sessionsPerMinute, timeWindow: 60_000 } } },
      async (request, reply) => {
        const institution = institutionOf(institutions, request.params.institution);
        if (!institution.ok) return sendRefusal(request, reply, institution.refusal);
        const body = parseBody(startRequestSchema, request.body);
        if (!body.ok) return sendRefusal(request, reply, body.refusal);
        const { client } = body.value;
        const started = await startSession(services, {
          institution: institution.value,
          purpose: purposeOf(body.value),
          client,
          origin: originOf(request),
        });
        if (!started.ok) return sendRefusal(request, reply, started.refusal);
        return reply.code(201).send(startedToWire(started.value));
      },
    );

    app.get<SessionRoute>(`${base}/sessions/:session`, async (request, reply) => {
      const institution = institutionOf(institutions, request.params.institution);
      if (!institution.ok) return sendRefusal(request, reply, institution.refusal);
      const claim = claimOf(request);
      return sendNext(
        request,
        reply,
        await resumeSession(services, { institution: institution.value, claim, origin: originOf(request) }),
      );
    });

    /** One request of a session: its path, what it carries, and the function of the domain that takes it. */
    const sessionPost = <Schema extends z.ZodType>(
      path: string,
      schema: Schema,
      run: (request: SessionRequest, body: z.infer<Schema>) => Promise<Result<NextStep, Refusal>>,
    ): void => {
      app.post<SessionRoute>(`${base}/sessions/:session/${path}`, async (request, reply) => {
        const institution: Result<InstitutionPolicy, Refusal> = institutionOf(
          institutions,
          request.params.institution,
        );
        if (!institution.ok) return sendRefusal(request, reply, institution.refusal);
        const body = parseBody(schema, request.body);
        if (!body.ok) return sendRefusal(request, reply, body.refusal);
        const common = { institution: institution.value, claim: claimOf(request), origin: originOf(request) };
        return sendNext(request, reply, await run(common, body.value));
      });
    };

    sessionPost("answers", answersRequestSchema, (common, { ask, values }) =>
      answerStep(services, { ...common, ask, values }),
    );
    sessionPost("old-key", signatureRequestSchema, (common, { signature }) =>
      proveOldKey(services, { ...common, signature: bytes(signature) }),
    );
    sessionPost("request", certificateRequestSchema, (common, { pkcs10 }) =>
      submitRequest(services, { ...common, pkcs10: bytes(pkcs10) }),
    );
    sessionPost("confirmation", signatureRequestSchema, (common, { signature }) =>
      confirmInstallation(services, { ...common, signature: bytes(signature) }),
    );
  };
