import type { DomainContext, UserReference } from "../context.ts";
import { selectCertificateActs } from "./history.store.ts";

/** What a user did about a certificate, as the user sees it. */
export interface CertificateAct {
  readonly at: Temporal.Instant;
  /** `replaced`: a PC was replaced; `disowned`: “this was not me”. */
  readonly act: "replaced" | "disowned";
  readonly serial: string;
  readonly deviceName: string | undefined;
  /** Where it was asked from. */
  readonly address: string;
  readonly wasLoggedIn: boolean;
}

/** How many are shown. */
export const MOST_CERTIFICATE_ACTS = 20;

/** The latest acts of a user, newest first. */
export const certificateActs = (
  { database }: Pick<DomainContext, "database">,
  user: UserReference,
): Promise<readonly CertificateAct[]> =>
  database.inInstitution(user.institutionCode, (tx) =>
    selectCertificateActs(tx, user, MOST_CERTIFICATE_ACTS),
  );
