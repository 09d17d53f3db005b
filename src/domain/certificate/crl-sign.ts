import { assembleCrl, buildTbsCertList } from "#pki/crl/build.ts";
import { isSignatureValidInThread } from "#pki/certificate/verify.ts";
import { lintCrl } from "#pki/lints/lints.ts";
import { invariant } from "#shared/invariant.ts";
import type { Issuer } from "../certificate-authority/authority.ts";
import type { CrlVersion } from "./crl.store.ts";

/** How long a list may be relied on. */
export const CRL_LIFETIME_HOURS = 24;
/** A list this old is made anew, long before anybody has to do without. */
export const CRL_REFRESH_HOURS = 12;
/** An entry stays so long after its certificate expired: on one list more at least (RFC 5280 section 3.3). */
export const CRL_KEPT_HOURS = 2 * CRL_LIFETIME_HOURS;
/** Signs a list and looks it over: nothing that breaks a rule, or that the key does not verify, is recorded. */
export const signCrl = async (
  issuer: Issuer,
  list: CrlVersion & { readonly entries: Buffer; readonly distributionPointUri: string | undefined },
): Promise<Buffer> => {
  const { distributionPointUri, entries, thisUpdate, nextUpdate } = list;
  const tbs = buildTbsCertList({
    issuer: issuer.facts,
    thisUpdate,
    nextUpdate,
    number: BigInt(list.number),
    distributionPointUri,
    entries: [entries],
  });
  const { signatureAlgorithm } = issuer.facts;
  const signature = await issuer.signer.sign(tbs);
  const { publicKeyInfo } = issuer.certificate;
  const verified = isSignatureValidInThread({ publicKeyInfo, signatureAlgorithm, data: tbs, signature });
  const crl = assembleCrl(tbs, signatureAlgorithm, signature);
  const findings = lintCrl({
    crl,
    issuer: issuer.certificate,
    distributionPointUri,
    keptEntries: entries,
  });
  const name = distributionPointUri ?? `of ${issuer.issuerId}, full`;
  invariant(
    findings.length === 0,
    `CRL ${name} breaks rules: ${findings.map(({ lint }) => lint).join(", ")}`,
  );
  invariant(await verified, `CRL ${name}: the issuer's key does not verify the signature`);
  return crl;
};

/**
 * The number of a list made now: more than any that was given before, even where the record was restored to an earlier
 * point and has forgotten some (docs/decisions/0071).
 */
export const nextCrlNumber = (before: number | undefined, now: Temporal.Instant): number =>
  Math.max(now.epochMilliseconds, (before ?? 0) + 1);

/** thisUpdate and nextUpdate of a list made now; both in whole seconds. */
export const timesOfCrl = (now: Temporal.Instant): Pick<CrlVersion, "thisUpdate" | "nextUpdate"> => {
  const thisUpdate = now.round({ smallestUnit: "second", roundingMode: "floor" });
  return { thisUpdate, nextUpdate: thisUpdate.add({ hours: CRL_LIFETIME_HOURS }) };
};
