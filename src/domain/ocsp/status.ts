import type { OcspCertificateStatus } from "#pki/ocsp/response.ts";
import { invariant, unreachable } from "#shared/invariant.ts";
import type { StatusRow } from "./status.store.ts";

/**
 * What is told of a state (docs/decisions/0032): a certificate that is signed and waits for its confirmation is
 * `good`, for a relying party that asks during its first handshake must let that handshake happen; what was never
 * signed is `unknown`, for no such certificate exists.
 */
export const statusOf = (row: StatusRow | undefined, issuerId: string): OcspCertificateStatus => {
  if (row?.issuerId !== issuerId) return { kind: "unknown" };
  switch (row.state) {
    case "prepared":
    case "abandoned":
      return { kind: "unknown" };
    case "issued":
    case "active":
    case "expired":
      return { kind: "good" };
    case "revoked":
      invariant(row.endedAt !== undefined, "a revoked certificate has a time of revocation");
      return { kind: "revoked", revokedAt: row.endedAt, reason: row.revocationReason ?? "unspecified" };
    default:
      return unreachable(row.state);
  }
};
