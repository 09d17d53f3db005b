import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import type { InstitutionPolicy } from "../institution/policy.ts";

/** Records that somebody who is no trusted proxy named a certificate in a header to an EST address (RFC 9440 section 4). */
export const recordForgedEstCertificate = (
  context: DomainContext,
  { institution, origin }: { readonly institution: InstitutionPolicy; readonly origin: Origin },
): Promise<void> =>
  context.database.inInstitution(institution.code, (tx) =>
    recordAudit(tx, {
      at: context.clock.now(),
      event: "enrollment.refused",
      actor: { kind: "unidentified" },
      origin,
      facts: { code: "EST_CERTIFICATE_FORGED" },
    }),
  );
