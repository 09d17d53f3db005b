import { encodeSerial } from "../certificate/serial.ts";
import { extension } from "../certificate/extensions.ts";
import { time } from "../der/time.ts";
import { enumerated, sequence } from "../der/writer.ts";
import { entriesOf } from "../entries.ts";
import { OID } from "../oids.ts";
import { REVOCATION_REASONS, type RevocationReason } from "./reason.ts";

/** One revoked certificate. */
export interface CrlEntryFields {
  /** Hexadecimal. */
  readonly serial: string;
  readonly revokedAt: Temporal.Instant;
  readonly reason: RevocationReason;
}

/** The entry extensions of each reason, encoded once. `unspecified` is left out (RFC 5280 section 5.3.1). */
export const REASON_EXTENSIONS: ReadonlyMap<RevocationReason, readonly Buffer[]> = new Map<
  RevocationReason,
  readonly Buffer[]
>(
  entriesOf(REVOCATION_REASONS).map(([reason, number]) => [
    reason,
    reason === "unspecified" ? [] : [sequence(extension(OID.reasonCode, false, enumerated(number)))],
  ]),
);

/**
 * One element of `revokedCertificates` (RFC 5280 section 5.1.2.6). It depends on nothing else in the list: encode it
 * at revocation, keep it, and join the kept ones when a list is made.
 */
export const encodeCrlEntry = ({ serial, revokedAt, reason }: CrlEntryFields): Buffer =>
  sequence(encodeSerial(serial), time(revokedAt), ...(REASON_EXTENSIONS.get(reason) ?? []));
