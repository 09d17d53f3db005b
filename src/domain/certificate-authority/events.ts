import { createHash } from "node:crypto";
import type { SharedTransaction } from "#platform/database/database.ts";
import type { AuditFacts } from "../audit/audit.ts";
import { recordInstallationAudit } from "../audit/installation.ts";
import type { Actor, DomainContext } from "../context.ts";
import { lockAuthorities } from "./authority.store.ts";

/** Runs a change of the authorities, one at a time. */
export const inAuthorityTransaction = <T>(
  { database }: Pick<DomainContext, "database">,
  run: (tx: SharedTransaction) => Promise<T>,
): Promise<T> =>
  database.inShared(async (tx) => {
    await lockAuthorities(tx);
    return run(tx);
  });

/**
 * Writes what happened to an authority, in the transaction of the change. Authorities belong to no institution: it goes
 * into the record of the installation itself (code 0000), which is chained, exported and verified like any other.
 */
export const recordAuthorityEvent = (
  tx: SharedTransaction,
  given: {
    readonly at: Temporal.Instant;
    readonly event: `authority.${string}`;
    readonly actor: Actor;
    readonly issuerId: string;
    readonly facts?: AuditFacts;
  },
): Promise<void> => {
  const { at, event, actor, issuerId, facts } = given;
  return recordInstallationAudit(tx, { at, event, actor, facts: { issuerId, ...facts } });
};

/** SHA-256, lower-case hexadecimal. */
export const sha256Hex = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
