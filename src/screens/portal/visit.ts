import type { FastifyReply, FastifyRequest } from "fastify";
import type { Origin } from "#domain/context.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import type { Session } from "#domain/login/session.ts";
import type { PageContext } from "#screens/components/page-context.ts";
import type { PortalServices } from "./services.ts";

/** One request to one screen, parsed as far as all screens need it. */
export interface Visit {
  readonly services: PortalServices;
  readonly institution: InstitutionPolicy;
  readonly page: PageContext;
  readonly origin: Origin;
  /** What was typed in: names to texts; a name that was sent twice counts as not sent. Empty for GET. */
  readonly form: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly session?: Session;
  /** In place of `session` while a login still owes further proofs: for those proofs, and for logging out. */
  readonly pending?: Session;
  /** For cookies only. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A visit of somebody who is logged in. */
export type SessionVisit = Visit & { readonly session: Session };

/** What a handler answers. */
export type Answer =
  | { readonly kind: "page"; readonly status: number; readonly body: string }
  /** To a path of this site, or to the gate: never to an address from the request. */
  | { readonly kind: "redirect"; readonly to: string };

export const pageAnswer = (body: string, status = 200): Answer => ({ kind: "page", status, body });

export const redirect = (to: string): Answer => ({ kind: "redirect", to });

/** Only the members that are text: what a form or a query sent once. */
export const textsOf = (sent: unknown): Readonly<Record<string, string>> => {
  if (typeof sent !== "object" || sent === null) return {};
  const entries = Object.entries(sent).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
};
