import { parseCertificate, type Certificate } from "#pki/certificate/parse.ts";
import { issuerFactsOf } from "#pki/certificate/verify.ts";
import { assembleCrl, buildTbsCertList } from "#pki/crl/build.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import type { Signer } from "#pki/signer.ts";
import type { KeyStore } from "#platform/key-store/key-store.ts";
import { invariant } from "#shared/invariant.ts";
import { accepted, refused, type Result } from "#shared/result.ts";
import type { DomainContext } from "../context.ts";
import type { Refusal } from "../refusal/refusal.ts";
import {
  lockAuthorities,
  selectAuthorities,
  selectAuthorityCrl,
  upsertAuthorityCrl,
  type AuthorityCrlRow,
} from "./authority.store.ts";
import { openKey } from "./load.ts";
import type { AuthorityRefusalCode } from "./refusals.ts";

/** A root's key is brought out once a year at least (`ca sign-root-crl`). */
const ROOT_CRL_DAYS = 400;

/** Signs the list in which a root revokes issuing authorities. None has been revoked yet. */
export const signRootCrl = async (given: {
  readonly root: { readonly issuerId: string; readonly certificate: Certificate; readonly signer: Signer };
  readonly number: number;
  readonly now: Temporal.Instant;
}): Promise<AuthorityCrlRow> => {
  const { issuerId, certificate, signer } = given.root;
  const thisUpdate = given.now.round({ smallestUnit: "second", roundingMode: "floor" });
  const nextUpdate = thisUpdate.add({ hours: ROOT_CRL_DAYS * 24 });
  const facts = issuerFactsOf(certificate);
  const tbs = buildTbsCertList({
    issuer: facts,
    thisUpdate,
    nextUpdate,
    number: BigInt(given.number),
    // The root's full list, so without issuingDistributionPoint: verifiers look for the root itself on it too.
    entries: [],
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

/** `ca sign-root-crl`: signs the lists of all roots anew. */
export const renewRootCrls = (
  context: DomainContext,
  keyStore: KeyStore,
): Promise<Result<readonly AuthorityCrlRow[], Refusal<AuthorityRefusalCode>>> =>
  context.database.inShared(async (tx) => {
    await lockAuthorities(tx);
    const roots = (await selectAuthorities(tx)).filter(({ kind }) => kind === "root");
    if (roots.length === 0) {
      return refused({ code: "AUTHORITY_NOT_INITIALIZED", detail: "the database knows no authority" });
    }
    const lists: AuthorityCrlRow[] = [];
    for (const { issuerId, certificate: der, keyReference } of roots) {
      const parsed = parseCertificate(der);
      invariant(parsed.ok, "a recorded authority has a readable certificate");
      const certificate = parsed.value;
      const signer = await openKey(keyStore, keyReference, certificate, issuerId);
      if (!signer.ok) return signer;
      const present = await selectAuthorityCrl(tx, issuerId);
      const root = { issuerId, certificate, signer: signer.value };
      lists.push(await signRootCrl({ root, number: (present?.number ?? 0) + 1, now: context.clock.now() }));
    }
    for (const list of lists) await upsertAuthorityCrl(tx, list);
    return accepted(lists);
  });
