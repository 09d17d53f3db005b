import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";

/** Records that somebody who is no trusted proxy named a certificate in a header (RFC 9440 section 4). */
export const recordForgedCertificate = (
  context: DomainContext,
  input: { institution: InstitutionPolicy; origin: Origin },
): Promise<void> =>
  context.database.inInstitution(input.institution.code, (tx) =>
    recordAudit(tx, {
      at: context.clock.now(),
      event: "login.refused",
      actor: { kind: "unidentified" },
      origin: input.origin,
      facts: { refusalCode: "FORGED_CLIENT_CERT" },
    }),
  );
