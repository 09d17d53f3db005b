import type { InstitutionTransaction } from "#platform/database/database.ts";
import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin } from "../context.ts";
import { recordLogin } from "./history.ts";
import type { Session } from "./session.ts";

/** Records in history and audit that a login is complete. */
export const recordSuccess = async (
  context: DomainContext,
  tx: InstitutionTransaction,
  { session, at, origin }: { session: Session; at: Temporal.Instant; origin: Origin },
): Promise<void> => {
  const { sessionId, user, method, certificateSerial } = session;
  const { reference } = user;
  await Promise.all([
    recordLogin(context, tx, { user: reference, at, method, refusalCode: null, origin }),
    recordAudit(tx, {
      at,
      event: "login.succeeded",
      actor: { kind: "user", user: reference },
      subject: reference,
      certificateSerial: certificateSerial ?? undefined,
      origin,
      facts: { sessionId, method },
    }),
  ]);
};
