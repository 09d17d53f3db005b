import type { NextStep, StartedSession } from "#domain/enrollment/sessions.ts";
import type { ServiceResponse, StartResponse, Step } from "#wire/enrollment.ts";
import type { EnrollmentServices } from "#domain/enrollment/sessions.ts";
import type { InstitutionPolicy } from "#domain/institution/policy.ts";
import { unreachable } from "#shared/invariant.ts";

const base64 = (bytes: Buffer): string => bytes.toString("base64");

/** An instant in whole seconds, as `z.iso.datetime()` reads it. */
const seconds = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "second" });

/** An instant in milliseconds: for the comparison of clocks. */
const milliseconds = (instant: Temporal.Instant): string => instant.toString({ smallestUnit: "millisecond" });

/** The wire form of what a session wants. */
export const stepToWire = (next: NextStep): Step => {
  switch (next.kind) {
    case "ask":
      return {
        kind: "ask",
        ask: next.ask,
        fields: next.fields.map(({ name, label, secret, maxLength, isOptional }) => ({
          name,
          label,
          secret,
          maxLength,
          ...(isOptional === true ? { optional: true } : {}),
        })),
        ...(next.text === undefined ? {} : { text: next.text }),
        ...(next.image === undefined ? {} : { image: base64(next.image) }),
        ...(next.code === undefined ? {} : { code: next.code }),
      };
    case "proveOldKey":
      return { kind: "proveOldKey", toSign: base64(next.toSign) };
    case "request":
      return { kind: "request", keyAlgorithms: [...next.keyAlgorithms] };
    case "install":
      return {
        kind: "install",
        certificate: base64(next.certificate),
        chain: next.chain.map(base64),
        toSign: base64(next.toSign),
        confirmBefore: seconds(next.confirmBefore),
      };
    case "done":
      return {
        kind: "done",
        subject: next.subject,
        serial: next.serial,
        notBefore: seconds(next.notBefore),
        notAfter: seconds(next.notAfter),
        ...(next.superseded === undefined ? {} : { superseded: next.superseded }),
      };
    default:
      return unreachable(next);
  }
};

/** The wire form of a started session. */
export const startedToWire = (started: StartedSession): StartResponse => ({
  sessionId: started.sessionId,
  token: started.token,
  expiresAt: seconds(started.expiresAt),
  next: stepToWire(started.next),
});

/**
 * What the service says about itself: the active issuing authority of the family and those above it, then others that may
 * be trusted, so that a certificate of the next generation is known when that takes over in the middle of a session.
 */
export const serviceToWire = (
  { context, authority }: EnrollmentServices,
  institution: InstitutionPolicy,
): ServiceResponse => ({
  institution: { id: institution.id, name: institution.displayName },
  now: milliseconds(context.clock.now()),
  authorities: authority.trustedFor(institution.family).map(base64),
});
