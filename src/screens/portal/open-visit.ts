import type { FastifyReply, FastifyRequest } from "fastify";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { findSession } from "#domain/login/session.ts";
import type { Session } from "#domain/login/session.ts";
import { languageOf } from "#platform/html/language.ts";
import { readLanguage, readSessionToken } from "#platform/http/cookies.ts";
import { csrfToken } from "#platform/http/csrf.ts";
import { originOf } from "#platform/http/server.ts";
import type { PageContext, Visitor } from "#screens/components/page-context.ts";
import { identityOf } from "./identity.ts";
import { institutionOfHost } from "./institution-of-host.ts";
import { menuFor } from "./places.ts";
import type { PortalServices } from "./services.ts";
import { textsOf } from "./visit.ts";
import type { Visit } from "./visit.ts";

const visitorOf = (institution: InstitutionPolicy, { user, factorsPending }: Session): Visitor => ({
  userName: user.userName,
  identity: identityOf(user),
  menu: factorsPending.length === 0 ? menuFor(institution, user.role) : [],
});

const pathOf = (request: FastifyRequest): string => request.url.split("?", 1)[0] ?? "/";

/** Pages whose address cannot be fetched again: a change of language there returns to the page before. */
const RETURN_PATHS: Readonly<Record<string, string>> = {
  "/login/password": "/login",
  "/login/certificate": "/login",
  "/login/certificate/return": "/login",
  "/logout": "/login",
  "/language": "/",
  "/confirmation/submit": "/confirmation",
  "/registration/mail/resend": "/registration/mail",
  "/settings/mail/resend": "/settings/mail/code",
};

const returnPath = (request: FastifyRequest): string => {
  const path = pathOf(request);
  const fixed = RETURN_PATHS[path];
  if (fixed !== undefined) return fixed;
  // The attempt's id is in the query of the password page, and in its form when it comes back with a refusal.
  const attempt = textsOf(request.query)["attempt"] ?? textsOf(request.body)["attempt"];
  return attempt === undefined ? path : `${path}?attempt=${encodeURIComponent(attempt)}`;
};

const pageOf = (
  services: PortalServices,
  institution: InstitutionPolicy,
  session: Session | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): PageContext => ({
  language: languageOf(readLanguage(request), request.headers["accept-language"]),
  institution,
  csrfToken: csrfToken(request, reply, services.context.random),
  now: services.context.clock.now(),
  path: returnPath(request),
  supportId: request.supportId,
  ...(session !== undefined && { visitor: visitorOf(institution, session) }),
});

/** The institution of a request's host. */
export const institutionOf = (
  services: PortalServices,
  request: FastifyRequest,
): InstitutionPolicy | undefined =>
  institutionOfHost(services.context.institutions, services.addresses.base, request.hostname);

/** Everything about a request that screens need; undefined where the host is no institution's. */
export const openVisit = async (
  services: PortalServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit | undefined> => {
  const institution = institutionOf(services, request);
  if (institution === undefined) return undefined;
  const token = readSessionToken(request);
  const session =
    token === undefined ? undefined : await findSession(services.context, { institution, token });
  return {
    services,
    institution,
    page: pageOf(services, institution, session, request, reply),
    origin: originOf(request),
    form: textsOf(request.body),
    query: textsOf(request.query),
    parameters: textsOf(request.params),
    request,
    reply,
    ...(session !== undefined && (session.factorsPending.length === 0 ? { session } : { pending: session })),
  };
};
