import { recordAudit } from "../audit/audit.ts";
import type { DomainContext, Origin, UserReference } from "../context.ts";
import { recordLogin, type LoginRecord } from "./history.ts";

/** Records in history and audit that a login of a known user was refused. */
export const recordRefusedLogin = (
  context: DomainContext,
  login: {
    user: UserReference;
    method: LoginRecord["method"];
    refusalCode: string;
    certificateSerial?: string | undefined;
    origin: Origin;
  },
): Promise<void> => {
  const at = context.clock.now();
  return context.database.inInstitution(login.user.institutionCode, async (tx) => {
    await Promise.all([
      recordLogin(context, tx, { ...login, at }),
      recordAudit(tx, {
        at,
        event: "login.refused",
        actor: { kind: "user", user: login.user },
        subject: login.user,
        certificateSerial: login.certificateSerial,
        origin: login.origin,
        facts: { method: login.method, refusalCode: login.refusalCode },
      }),
    ]);
  });
};
