import { fromDate } from "#shared/clock.ts";
import type { DomainContext } from "../context.ts";
import { revokeCertificate } from "./revoke.ts";
import {
  selectOpenSerials,
  selectRevokedIssuers,
  updateCertificatesEnded,
  type RevokedIssuer,
} from "./revoke-of-issuer.store.ts";

const BATCH = 100;
/** A signature that was under way when its issuer was revoked is recorded by then. */
const SETTLED_AFTER_HOURS = 1;

const revokeAll = async (context: DomainContext, { issuerId, family }: RevokedIssuer): Promise<number> => {
  const actor = { kind: "system", name: "revoke-of-issuer" } as const;
  let revoked = 0;
  for (const institution of context.institutions.all.filter((one) => one.family === family)) {
    let afterSerial = "";
    for (;;) {
      const page = { issuerId, afterSerial, most: BATCH };
      const serials = await selectOpenSerials(context.database, institution.code, page);
      for (const serial of serials) {
        // Refused where it ended meanwhile: that is what was wanted.
        const outcome = await revokeCertificate(context, {
          institution,
          serial,
          reason: "cessationOfOperation",
          actor,
        });
        if (outcome.ok) revoked += 1;
      }
      afterSerial = serials.at(-1) ?? "";
      if (serials.length < BATCH) break;
    }
  }
  return revoked;
};

/**
 * Revokes what a revoked issuing authority had issued, so that its users may acquire anew and every list and answer
 * says so. The gate refuses these certificates already. For the worker; any number of nodes may run it at once, and a
 * run that was killed is taken up by the next.
 */
export const revokeCertificatesOfRevokedIssuers = async (
  context: DomainContext,
): Promise<{ readonly revoked: number }> => {
  let total = 0;
  for (const issuer of await selectRevokedIssuers(context.database)) {
    const revoked = await revokeAll(context, issuer);
    total += revoked;
    const now = context.clock.now();
    const settled = fromDate(issuer.revokedAt).add({ hours: SETTLED_AFTER_HOURS });
    if (revoked === 0 && Temporal.Instant.compare(now, settled) > 0) {
      await updateCertificatesEnded(context.database, issuer.issuerId, now);
    }
  }
  return { revoked: total };
};
