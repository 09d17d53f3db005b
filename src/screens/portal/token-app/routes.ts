import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { claimToken } from "#domain/second-factor/transaction-authentication/claim.ts";
import { originOf } from "#platform/http/server.ts";
import { iconPng } from "#screens/components/token-app/icon.ts";
import { manifestOf, serviceWorkerOf, tokenAppPage } from "#screens/components/token-app/page.ts";
import { institutionOf } from "../open-visit.ts";
import { describe, statusOf } from "../refusals.ts";
import type { PortalServices } from "../services.ts";
import { knownOrigin, TOKEN_APP_PERMISSIONS, tokenAppPolicy } from "./policy.ts";

const ICON_PIXELS = [192, 512] as const;

const claimSchema = z.object({ offer: z.string().max(100), key: z.string().max(200) });

type Answer = { readonly type: string; readonly body: string | Buffer };

const once = <Value>(make: () => Value): (() => Value) => {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** A file of the app, made once for each institution. */
const kept = (
  make: (institution: InstitutionPolicy) => Answer,
): ((institution: InstitutionPolicy) => Answer) => {
  const made = new Map<string, () => Answer>();
  return (institution) => {
    const known = made.get(institution.id) ?? once(() => make(institution));
    made.set(institution.id, known);
    return known();
  };
};

const FILES: readonly (readonly [path: string, file: (institution: InstitutionPolicy) => Answer])[] = [
  ["/token/", kept((institution) => ({ type: "text/html; charset=utf-8", body: tokenAppPage(institution) }))],
  [
    "/token/manifest.webmanifest",
    kept((institution) => ({ type: "application/manifest+json", body: manifestOf(institution) })),
  ],
  [
    "/token/service-worker.js",
    kept((institution) => ({ type: "text/javascript; charset=utf-8", body: serviceWorkerOf(institution) })),
  ],
  ...ICON_PIXELS.map((pixels): readonly [string, (institution: InstitutionPolicy) => Answer] => [
    `/token/icon-${pixels}.png`,
    kept(({ appearance }) => ({ type: "image/png", body: iconPng(appearance.accent, pixels) })),
  ]),
];

const sendFile = (
  services: PortalServices,
  file: (institution: InstitutionPolicy) => Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply => {
  const institution = institutionOf(services, request);
  if (institution === undefined) {
    reply.callNotFound();
    return reply;
  }
  const { type, body } = file(institution);
  return reply
    .header("content-security-policy", tokenAppPolicy(request.host))
    .header("permissions-policy", TOKEN_APP_PERMISSIONS)
    .header("cache-control", "no-cache")
    .type(type)
    .send(body);
};

/** A device registers. What it knows is the offer of a code that somebody was shown: no cookie is asked or looked at. */
const registerDevice = async (
  services: PortalServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const origin = knownOrigin(services, request.headers.origin);
  void reply.header("cache-control", "no-store").header("vary", "origin");
  if (origin !== undefined) void reply.header("access-control-allow-origin", origin);
  const institution = institutionOf(services, request);
  const parsed = claimSchema.safeParse(request.body);
  if (institution === undefined) {
    reply.callNotFound();
    return reply;
  }
  const claimed = parsed.success
    ? await claimToken(services.context, {
        institution,
        offerId: parsed.data.offer,
        deviceKey: parsed.data.key,
        origin: originOf(request),
      })
    : ({ ok: false, refusal: { code: "TXA_DEVICE_KEY", detail: "no offer and key" } } as const);
  if (claimed.ok) return reply.send(claimed.value);
  request.log.info({ code: claimed.refusal.code, detail: claimed.refusal.detail }, "a device was refused");
  const { code, cause, action, ...described } = describe(claimed.refusal);
  const error = { code, cause, action, supportId: request.supportId };
  return reply.code(statusOf({ code, cause, action, ...described })).send({ error });
};

/**
 * The camera token, an app that browsers install (docs/decisions/0181-…): files below `/token/`, and the one address
 * where a device registers. It belongs to nobody's session: it is no screen of `portalRouteList`.
 */
export const tokenAppRoutes =
  (services: PortalServices): FastifyPluginAsync =>
  async (server) => {
    server.get("/token", (_request, reply) => reply.redirect("/token/", 308));
    for (const [path, file] of FILES)
      server.get(path, (request, reply) => sendFile(services, file, request, reply));
    server.post("/token/registrations", (request, reply) => registerDevice(services, request, reply));
  };
