import { serialsOfEntries } from "#pki/crl/entry-list.ts";
import type { CertificateAuthority } from "../certificate-authority/authority.ts";
import type { DomainContext } from "../context.ts";
import { selectComparison, selectStrayShards, type CrlComparison } from "./crl-check.store.ts";
import { makeCrl } from "./crl-make.ts";
import { upsertRun } from "./crl-run.store.ts";
import { selectShards } from "./crl-shard.store.ts";
import type { CrlKey } from "./crl.store.ts";

/** What is wrong with a list. */
export interface CrlFinding extends CrlKey {
  /**
   * `missing`: a revoked certificate that has not expired is not on its list, nor waiting for the next. `surplus`: a
   * serial is on the list that is not revoked, or that belongs to another list. `expired`: the list's time is over.
   * `stray`: revoked certificates name a list that nobody makes.
   */
  readonly kind: "missing" | "surplus" | "expired" | "stray";
  readonly serial?: string;
}

export interface CrlCheck {
  readonly lists: number;
  /** Entries that were compared. */
  readonly entries: number;
  readonly findings: readonly CrlFinding[];
}

const compare = (key: CrlKey, found: CrlComparison, now: Temporal.Instant): CrlFinding[] => {
  const listed = new Set(found.entries === undefined ? [] : serialsOfEntries(found.entries));
  const finding = (kind: CrlFinding["kind"], serial?: string): CrlFinding => ({
    institutionCode: key.institutionCode,
    issuerId: key.issuerId,
    shard: key.shard,
    kind,
    ...(serial === undefined ? {} : { serial }),
  });
  const isOver = found.nextUpdate !== undefined && Temporal.Instant.compare(found.nextUpdate, now) < 0;
  return [
    ...found.revokedUnexpired
      .filter((serial) => !listed.has(serial) && !found.pending.has(serial))
      .map((serial) => finding("missing", serial)),
    ...[...listed].filter((serial) => !found.revoked.has(serial)).map((serial) => finding("surplus", serial)),
    ...(isOver && found.revokedUnexpired.length > 0 ? [finding("expired")] : []),
  ];
};

/**
 * Compares every list with the record: every revoked certificate that has not expired is on exactly one list, the one
 * that it names, and nothing else is on any. A list that is not right is made from the record at once where
 * the authority is given; the findings tell what was found before that. A certificate that waits for its list (seconds) is not missing.
 */
export const checkCrls = async (
  context: DomainContext,
  authority: CertificateAuthority | undefined,
): Promise<CrlCheck> => {
  let lists = 0;
  let entries = 0;
  const findings: CrlFinding[] = [];
  for (const { code } of context.institutions.all) {
    for (const key of await selectShards(context.database, code)) {
      const now = context.clock.now();
      const comparison = await selectComparison(context.database, key, now);
      if (comparison.entries === undefined && comparison.revokedUnexpired.length === 0) continue;
      lists += 1;
      entries += comparison.revokedUnexpired.length;
      const found = compare(key, comparison, now);
      findings.push(...found);
      const issuer = found.length === 0 ? undefined : authority?.issuer(key.issuerId);
      if (issuer !== undefined) await makeCrl(context, issuer, key, { fromRecord: true });
    }
    const strays = await selectStrayShards(context.database, code);
    for (const key of strays) findings.push({ ...key, kind: "stray" });
  }
  await upsertRun(context.database, "check", {
    finishedAt: context.clock.now(),
    figure: findings.length,
  });
  return { lists, entries, findings };
};
