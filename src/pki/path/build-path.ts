import type { Result } from "#shared/result.ts";
import type { Certificate } from "../certificate/certificate.ts";
import { nameKey, namesMatch } from "./compare-names.ts";
import { MAX_PATH_CERTIFICATES, type TrustAnchor, type ValidatedPath } from "./path-request.ts";
import { fault, pathRefused, type PathRefusal } from "./refusal.ts";

/** Most paths that are tried for one certificate, and most certificates that are looked at while building them. */
const MAX_PATHS = 20;
const MAX_STEPS = 1000;

/** From where to where. */
export interface PathSearch {
  readonly certificate: Certificate;
  /** In any order; more of them than needed, and strangers, do no harm. */
  readonly intermediates: readonly Certificate[];
  readonly trustAnchors: readonly TrustAnchor[];
}

/** Whether the issuer's key identifier does not stand against it (RFC 5280 section 4.2.1.1: a hint, no proof). */
const mayBeIssuedBy = (
  { issuer, extensions }: Certificate,
  authority: Pick<TrustAnchor, "subject" | "extensions">,
): boolean => {
  const wanted = extensions.authorityKeyIdentifier;
  const found = authority.extensions.subjectKeyIdentifier;
  return (
    namesMatch(issuer, authority.subject) &&
    (wanted === undefined || found === undefined || wanted.equals(found))
  );
};

/** Subject and key: a path that has both twice goes round in a circle. */
const identity = ({ subject, publicKeyInfo }: Certificate): string =>
  nameKey(subject) + publicKeyInfo.toString("latin1");

/** Chains by name, shortest first, at most {@link MAX_PATHS}; nothing is verified. */
function* candidates({
  certificate,
  intermediates,
  trustAnchors,
}: PathSearch): Generator<readonly [chain: readonly Certificate[], trustAnchor: TrustAnchor]> {
  let open: (readonly Certificate[])[] = [[certificate]];
  let steps = 0;
  let paths = 0;
  while (open.length > 0) {
    const longer: (readonly Certificate[])[] = [];
    for (const chain of open) {
      const top = chain[chain.length - 1] ?? certificate;
      for (const trustAnchor of trustAnchors) {
        if (!mayBeIssuedBy(top, trustAnchor)) continue;
        paths += 1;
        if (paths > MAX_PATHS) return;
        yield [chain, trustAnchor];
      }
      if (chain.length === MAX_PATH_CERTIFICATES) continue;
      for (const authority of intermediates) {
        steps += 1;
        if (steps > MAX_STEPS) return;
        if (!mayBeIssuedBy(top, authority)) continue;
        if (!chain.some((member) => identity(member) === identity(authority)))
          longer.push([...chain, authority]);
      }
    }
    open = longer;
  }
}

/**
 * The first path that `validate` accepts; else the refusal of the first one that was tried, or PATH_NOT_FOUND. Bounded
 * however many intermediates there are and however they are linked.
 */
export const findPath = (
  search: PathSearch,
  validate: (chain: readonly Certificate[], trustAnchor: TrustAnchor) => Result<ValidatedPath, PathRefusal>,
): Result<ValidatedPath, PathRefusal> => {
  let first: Result<ValidatedPath, PathRefusal> | undefined;
  for (const [chain, trustAnchor] of candidates(search)) {
    const validated = validate(chain, trustAnchor);
    if (validated.ok) return validated;
    first ??= validated;
  }
  return first ?? pathRefused(fault("PATH_NOT_FOUND", "no path to a trust anchor"));
};
