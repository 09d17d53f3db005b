import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { assembleCrl, buildTbsCertList, encodeCrlEntry, type CrlEntryFields } from "#pki/crl/build.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import type { Signer } from "#pki/signer.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { Actor, DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import {
  selectAuthorities,
  selectAuthorityCrl,
  upsertAuthorityCrl,
  type AuthorityCrlRow,
  type AuthorityRow,
} from "./authority.store.ts";
import { inAuthorityTransaction, recordAuthorityEvent, sha256Hex } from "./events.ts";
import { openKey } from "./open-key.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

/** A root's key is brought out once a year at least (`ca sign-root-crl`). */
export const ROOT_CRL_DAYS = 400;

/** Signs the list in which a root revokes issuing authorities. */
export const signRootCrl = async (given: {
  readonly root: { readonly issuerId: string; readonly certificate: Certificate; readonly signer: Signer };
  readonly number: number;
  readonly now: Temporal.Instant;
  /** In any order; the list is by serial. */
  readonly revoked: readonly CrlEntryFields[];
  readonly days?: number;
}): Promise<AuthorityCrlRow> => {
  const { issuerId, certificate, signer } = given.root;
  const thisUpdate = given.now.round({ smallestUnit: "second", roundingMode: "floor" });
  const nextUpdate = thisUpdate.add({ hours: (given.days ?? ROOT_CRL_DAYS) * 24 });
  const facts = issuerFactsOf(certificate);
  const tbs = buildTbsCertList({
    issuer: facts,
    thisUpdate,
    nextUpdate,
    number: BigInt(given.number),
    // The root's full list, so without issuingDistributionPoint: verifiers look for the root itself on it too.
    entries: given.revoked
      .toSorted((left, right) => (left.serial < right.serial ? -1 : 1))
      .map((entry) => encodeCrlEntry(entry)),
  });
  const crl = assembleCrl(tbs, facts.signatureAlgorithm, await signer.sign(tbs));
  const findings = lintCrl({ crl, issuer: certificate, distributionPointUri: undefined });
  invariant(
    findings.length === 0,
    `CRL of ${issuerId} breaks rules: ${findings.map(({ lint }) => lint).join(", ")}`,
  );
  return { issuerId, number: given.number, thisUpdate, nextUpdate, crl };
};

/** The list of a root at present; undefined: there is no such root. */
export const rootCrl = (
  context: Pick<DomainContext, "database">,
  issuerId: string,
): Promise<AuthorityCrlRow | undefined> =>
  context.database.inShared((tx) => selectAuthorityCrl(tx, issuerId));

/** The certificate of a row that was written by us. */
export const certificateOf = (row: Pick<AuthorityRow, "issuerId" | "certificate">): Certificate => {
  const parsed = parseCertificate(row.certificate);
  invariant(parsed.ok, `the recorded certificate of ${row.issuerId} is readable`);
  return parsed.value;
};

/** What the list of a root says by the record: the issuing authorities below it that are revoked. */
export const revokedBelow = (rootId: string, rows: readonly AuthorityRow[]): CrlEntryFields[] =>
  rows.flatMap((row) =>
    row.parentIssuerId === rootId && row.revokedAt !== undefined && row.revocationReason !== undefined
      ? [{ serial: certificateOf(row).serial, revokedAt: row.revokedAt, reason: row.revocationReason }]
      : [],
  );

/** Signs a root's next list by the record, with its key at hand. */
export const nextRootCrl = async (
  keyStore: KeyStore,
  root: AuthorityRow,
  given: {
    readonly present: AuthorityCrlRow | undefined;
    readonly revoked: readonly CrlEntryFields[];
    readonly now: Temporal.Instant;
  },
): Promise<Result<AuthorityCrlRow, Refusal<AuthorityRefusalCode>>> => {
  const certificate = certificateOf(root);
  const { issuerId } = root;
  const signer = await openKey(keyStore, root.keyReference, certificate, issuerId);
  if (!signer.ok) return signer;
  const { revoked, now } = given;
  const number = (given.present?.number ?? 0) + 1;
  const signing = { issuerId, certificate, signer: signer.value };
  return accepted(await signRootCrl({ root: signing, number, now, revoked }));
};

/**
 * `ca sign-root-crl`: signs the lists of all roots anew, or of none. Refused: AUTHORITY_NOT_INITIALIZED,
 * AUTHORITY_KEY_OFFLINE, AUTHORITY_KEY_UNAVAILABLE, AUTHORITY_KEY_MISMATCH.
 */
export const renewRootCrls = (
  context: DomainContext,
  keyStore: KeyStore,
  actor: Actor,
): Promise<Result<readonly AuthorityCrlRow[], Refusal<AuthorityRefusalCode>>> =>
  inAuthorityTransaction(context, async (tx) => {
    const rows = await selectAuthorities(tx);
    const roots = rows.filter(({ kind }) => kind === "root");
    if (roots.length === 0) {
      return refused({ code: "AUTHORITY_NOT_INITIALIZED", detail: "the database knows no authority" });
    }
    const now = context.clock.now();
    const lists: AuthorityCrlRow[] = [];
    for (const root of roots) {
      const present = await selectAuthorityCrl(tx, root.issuerId);
      const revoked = revokedBelow(root.issuerId, rows);
      const list = await nextRootCrl(keyStore, root, { present, revoked, now });
      if (!list.ok) return list;
      lists.push(list.value);
    }
    for (const list of lists) {
      await upsertAuthorityCrl(tx, list);
      const { issuerId, number } = list;
      const facts = { number, digest: sha256Hex(list.crl), nextUpdate: list.nextUpdate.toString() };
      await recordAuthorityEvent(tx, { at: now, event: "authority.rootCrlSigned", actor, issuerId, facts });
    }
    return accepted(lists);
  });
