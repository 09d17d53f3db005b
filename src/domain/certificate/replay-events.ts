import { z } from "zod";
import type { LinkedRow } from "../audit/row.ts";
import type { EndCause, RevocationReason } from "./certificates.ts";

/** What a row of the audit record tells of a certificate or of a user's suspension, read for replaying. */
export type RecordedEvent =
  | {
      readonly kind: "prepared";
      readonly serial: string;
      readonly at: Temporal.Instant;
      readonly contractId: string;
      readonly userId: string;
      readonly issuerId: string;
      readonly notAfter: Temporal.Instant;
      readonly crlShard: number;
      /** SHA-256 of the SubjectPublicKeyInfo. */
      readonly publicKeyDigest: string | undefined;
    }
  | {
      readonly kind: "issued";
      readonly serial: string;
      readonly at: Temporal.Instant;
      /** SHA-256 of the certificate. */
      readonly fingerprint: string;
    }
  | RecordedEnd
  | RecordedSuspension;

/** A user was suspended, or that was lifted. */
export type RecordedSuspension = {
  readonly at: Temporal.Instant;
  readonly contractId: string;
  readonly userId: string;
} & ({ readonly kind: "suspended" } | { readonly kind: "resumed" });

/** The end of a certificate. */
export type RecordedEnd =
  | {
      readonly kind: "revoked";
      readonly serial: string;
      readonly at: Temporal.Instant;
      readonly cause: EndCause;
      readonly reason: RevocationReason;
    }
  | {
      readonly kind: "abandoned";
      readonly serial: string;
      readonly at: Temporal.Instant;
      readonly cause: EndCause;
    }
  | { readonly kind: "expired"; readonly serial: string; readonly at: Temporal.Instant };

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const cause = z.enum(["expiry", "supersession", "takeover", "unconfirmed", "revocation", "fault"]);
const reason = z.enum([
  "unspecified",
  "keyCompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
]);
const instant = z.string().transform((text, issues): Temporal.Instant => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    issues.addIssue("expected an instant");
    return z.NEVER;
  }
});

const preparedFacts = z.object({
  issuerId: z.string(),
  notAfter: instant,
  crlShard: z.int().min(0).default(0),
  publicKeyDigest: digest.optional(),
});
const issuedFacts = z.object({ fingerprint: digest });
const revokedFacts = z.object({ cause, reason });
const replayedFacts = z.object({ cause, reason, endedAt: instant });
const abandonedFacts = z.object({ cause });

const serialOf = z.string().regex(/^[0-9a-f]{32}$/);

/** A row of an event that is replayed, whose facts are not as they must be: of another version, or a bug. */
export class UnreadableRow extends Error {
  override readonly name = "UnreadableRow";
}

const factsOf = <Facts>(row: LinkedRow, schema: z.ZodType<Facts>): Facts => {
  const parsed = schema.safeParse(JSON.parse(row.facts));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnreadableRow(
    `row ${row.sequence} (${row.event}): ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`,
  );
};

const ofUser = (row: LinkedRow, kind: "suspended" | "resumed", at: Temporal.Instant): RecordedEvent => ({
  kind,
  at,
  contractId: row.contractId ?? "",
  userId: row.userId ?? "",
});

/**
 * Reads a row; undefined: nothing that is replayed.
 *
 * @throws UnreadableRow
 */
export const recordedEvent = (row: LinkedRow): RecordedEvent | undefined => {
  const at = Temporal.Instant.from(row.at);
  // Whoever was deleted must not come back either; deleting stops for good.
  if (row.event === "user.suspended" || row.event === "user.deleted") return ofUser(row, "suspended", at);
  if (row.event === "user.resumed") return ofUser(row, "resumed", at);
  if (!row.event.startsWith("certificate.") || row.certificateSerial === null) return undefined;
  const serial = serialOf.parse(row.certificateSerial);
  switch (row.event) {
    case "certificate.prepared": {
      const { contractId, userId } = row;
      const owner = { contractId: contractId ?? "", userId: userId ?? "" };
      const { publicKeyDigest, ...facts } = factsOf(row, preparedFacts);
      return { kind: "prepared", serial, at, ...owner, ...facts, publicKeyDigest };
    }
    case "certificate.issued":
      return { kind: "issued", serial, at, ...factsOf(row, issuedFacts) };
    case "certificate.revoked":
      return { kind: "revoked", serial, at, ...factsOf(row, revokedFacts) };
    case "certificate.superseded":
      return { kind: "revoked", serial, at, cause: "supersession", reason: "superseded" };
    case "certificate.revocationReplayed": {
      const { endedAt, ...facts } = factsOf(row, replayedFacts);
      return { kind: "revoked", serial, at: endedAt, ...facts };
    }
    case "certificate.abandoned":
      return { kind: "abandoned", serial, at, ...factsOf(row, abandonedFacts) };
    case "certificate.expired":
      return { kind: "expired", serial, at };
    default:
      return undefined;
  }
};
