import { entriesOf } from "../entries.ts";

/** CRLReason by name (RFC 5280 section 5.3.1). 7 is not used. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;

const byNumber = new Map<number, RevocationReason>(
  entriesOf(REVOCATION_REASONS).map(([name, number]) => [number, name]),
);

/** The name of a reason code; undefined where it has none. */
export const revocationReasonOf = (number: number): RevocationReason | undefined => byNumber.get(number);
