import type { Family } from "../institution/policy.ts";
import type { AuthorityRow } from "./authority.store.ts";
import { issuingIdOf, rootIdOf } from "./names.ts";

const NOWHERE = {
  publishedAt: undefined,
  firstPublishedAt: undefined,
  firstActivatedAt: undefined,
  servesUntil: undefined,
  revokedAt: undefined,
  revocationReason: undefined,
} as const;

/** The row of a root: given out from its first day. */
export const newRoot = (given: {
  readonly family: Family;
  readonly certificate: Buffer;
  readonly key: string;
  readonly now: Temporal.Instant;
}): AuthorityRow => ({
  ...NOWHERE,
  issuerId: rootIdOf(given.family),
  family: given.family,
  kind: "root",
  generation: 1,
  parentIssuerId: undefined,
  state: "active",
  certificate: given.certificate,
  keyReference: given.key,
  validationUrl: undefined,
  publishedAt: given.now,
  firstPublishedAt: given.now,
});

/** The row of an issuing authority as it is planned. */
export const newIssuing = (given: {
  readonly family: Family;
  readonly generation: number;
  readonly certificate: Buffer;
  readonly key: string;
  readonly validationUrl: string;
}): AuthorityRow => ({
  ...NOWHERE,
  issuerId: issuingIdOf(given.family, given.generation),
  family: given.family,
  kind: "issuing",
  generation: given.generation,
  parentIssuerId: rootIdOf(given.family),
  state: "planned",
  certificate: given.certificate,
  keyReference: given.key,
  validationUrl: given.validationUrl,
});

export const publishedNow = (row: AuthorityRow, now: Temporal.Instant): AuthorityRow => ({
  ...row,
  state: "published",
  publishedAt: row.publishedAt ?? now,
  firstPublishedAt: row.firstPublishedAt ?? now,
});

export const activatedNow = (row: AuthorityRow, now: Temporal.Instant): AuthorityRow => ({
  ...publishedNow(row, now),
  state: "active",
  firstActivatedAt: row.firstActivatedAt ?? now,
});

const later = (left: Temporal.Instant, right: Temporal.Instant | undefined): Temporal.Instant =>
  right === undefined || Temporal.Instant.compare(left, right) > 0 ? left : right;

/** @param until when the last certificate ends that it may have issued by now */
export const retiredUntil = (row: AuthorityRow, until: Temporal.Instant): AuthorityRow => ({
  ...row,
  state: "retired",
  servesUntil: later(until, row.servesUntil),
});
