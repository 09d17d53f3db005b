import type { InstitutionTransaction } from "#platform/database/database.ts";
import { endSessionsOfCertificate } from "../login/session.ts";
import type { CertificateState } from "./certificates.ts";
import type { RecordedEnd } from "./replay-events.ts";
import { auditReplayed, endingNow, type ReplayWork } from "./replay-work.ts";
import { updateToAbandoned, updateToExpired, updateToRevoked } from "./state.store.ts";

const WHAT = { revoked: "revoke", abandoned: "abandon", expired: "expire" } as const;
/** From which states an end leads on; in all others the certificate is over already. */
const APPLIES_TO: Readonly<Record<RecordedEnd["kind"], readonly CertificateState[]>> = {
  revoked: ["issued", "active"],
  abandoned: ["prepared"],
  expired: ["active"],
};

const apply = async (tx: InstitutionTransaction, work: ReplayWork, end: RecordedEnd): Promise<void> => {
  const { serial, at } = end;
  if (end.kind === "revoked") {
    const { institutionCode } = work;
    await updateToRevoked(tx, serial, at, end.cause, end.reason);
    await endSessionsOfCertificate(tx, { ...endingNow(work), serial, institutionCode });
  } else if (end.kind === "abandoned") await updateToAbandoned(tx, serial, at, end.cause);
  else await updateToExpired(tx, serial, at);
  await auditReplayed(tx, work, end, false);
};

/** Ends a certificate that the database knows in this state; false: it is over already. */
export const replayKnownEnd = async (
  tx: InstitutionTransaction,
  work: ReplayWork,
  end: RecordedEnd,
  state: CertificateState,
): Promise<boolean> => {
  if (!APPLIES_TO[end.kind].includes(state)) {
    work.journal.known();
    return false;
  }
  const { serial, at } = end;
  const reason = end.kind === "revoked" ? end.reason : undefined;
  work.journal.act({ what: WHAT[end.kind], serial, user: undefined, at, reason });
  if (!work.options.isDryRun) await apply(tx, work, end);
  return true;
};
