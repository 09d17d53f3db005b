import { accepted, type Result } from "#shared/result.ts";
import type { Certificate } from "../certificate/certificate.ts";
import type { CertificateList } from "../crl/parse.ts";
import { findPath } from "./build-path.ts";
import { anchorFault } from "./check-anchor.ts";
import { authorityFault } from "./check-authority.ts";
import { criticalFault } from "./check-critical.ts";
import { formFault } from "./check-form.ts";
import { purposeFault } from "./check-purpose.ts";
import { signatureFault } from "./check-signature.ts";
import { validityFault } from "./check-validity.ts";
import { namesMatch } from "./compare-names.ts";
import { nameConstraintsFault } from "./name-constraints/constraints.ts";
import { readPathExtensions, type NameConstraints, type PathExtensions } from "./path-extensions.ts";
import {
  MAX_PATH_CERTIFICATES,
  type PathRequest,
  type TrustAnchor,
  type ValidatedPath,
} from "./path-request.ts";
import {
  acceptedPolicies,
  afterLastCertificate,
  firstPolicyState,
  forNextCertificate,
  mappingFault,
  policyFault,
  withPolicies,
  type PolicyState,
} from "./policies/policy-state.ts";
import { fault, pathRefused, type PathFault, type PathRefusal } from "./refusal.ts";
import { revocationFault, type CrlKey } from "./revocation/revocation.ts";

export type { PathRequest, TrustAnchor, ValidatedPath } from "./path-request.ts";
export type { PathRefusal, PathRefusalCode } from "./refusal.ts";

/** Keys of CRL signers are validated like any other certificate, and the CRLs for these once more; no deeper. */
const MAX_CRL_SIGNER_DEPTH = 2;

/** What section 6.1 carries from one certificate to the next. */
interface PathState {
  /** Authorities above that were validated, the trust anchor first; the last one issued the certificate at hand. */
  readonly authorities: readonly [TrustAnchor, ...TrustAnchor[]];
  readonly nameConstraints: readonly NameConstraints[];
  readonly policies: PolicyState;
  /** Authorities that may still follow, self-issued ones not counted. */
  readonly lengthLeft: number;
}

const malformed = (detail: string): PathFault => fault("PATH_EXTENSION_MALFORMED", detail);

const isSelfIssued = ({ issuer, subject }: Certificate): boolean => namesMatch(issuer, subject);

/** Validated keys by which a CRL may be signed: of authorities of the path, then of separate CRL signers. */
const crlKeysNamed = (
  request: PathRequest,
  authorities: readonly TrustAnchor[],
  crl: CertificateList,
  depth: number,
): readonly CrlKey[] => {
  const ofPath = authorities.filter(({ subject }) => namesMatch(subject, crl.issuer));
  if (depth >= MAX_CRL_SIGNER_DEPTH) return ofPath;
  const signers = request.revocation?.crlSigners ?? [];
  const validated = signers
    .filter(({ subject }) => namesMatch(subject, crl.issuer))
    .filter(
      (signer) =>
        findPath(
          {
            certificate: signer,
            intermediates: [...request.chain.slice(1), ...signers],
            trustAnchors: [request.trustAnchor],
          },
          (chain, trustAnchor) =>
            walk(
              {
                chain,
                trustAnchor,
                at: request.at,
                ...(request.revocation === undefined ? {} : { revocation: request.revocation }),
              },
              depth + 1,
            ),
        ).ok,
    );
  return [...ofPath, ...validated];
};

/** Sections 6.1.3 (a), (b), (c): what every certificate has to pass. */
const basicFault = (
  request: PathRequest,
  state: PathState,
  certificate: Certificate,
  isLast: boolean,
  depth: number,
): PathFault | undefined => {
  const { authorities } = state;
  const issuer = authorities[authorities.length - 1] ?? authorities[0];
  const { revocation, at } = request;
  return (
    signatureFault(certificate, issuer) ??
    validityFault(certificate, at) ??
    (isLast || !isSelfIssued(certificate)
      ? nameConstraintsFault(certificate, state.nameConstraints)
      : undefined) ??
    criticalFault(certificate.extensions, revocation !== undefined) ??
    purposeFault(certificate.extensions, request.purpose) ??
    (revocation === undefined
      ? undefined
      : revocationFault(certificate, {
          crls: revocation.crls,
          at,
          crlKeysNamed: (crl) => crlKeysNamed(request, authorities, crl, depth),
        }))
  );
};

/** Section 6.1.4: what an authority's certificate means for those below it. */
const stateBelow = (
  state: PathState,
  certificate: Certificate,
  extensions: PathExtensions,
): Result<PathState, PathFault> => {
  const selfIssued = isSelfIssued(certificate);
  const found = mappingFault(extensions) ?? authorityFault(certificate) ?? formFault(certificate);
  if (found !== undefined) return { ok: false, refusal: found };
  if (!selfIssued && state.lengthLeft === 0)
    return { ok: false, refusal: fault("PATH_LENGTH_EXCEEDED", "one authority too many") };
  const lengthLeft = selfIssued ? state.lengthLeft : state.lengthLeft - 1;
  return accepted({
    authorities: [...state.authorities, certificate],
    nameConstraints:
      extensions.nameConstraints === undefined
        ? state.nameConstraints
        : [...state.nameConstraints, extensions.nameConstraints],
    policies: forNextCertificate(state.policies, extensions, selfIssued),
    lengthLeft: Math.min(lengthLeft, certificate.extensions.basicConstraints?.pathLength ?? Infinity),
  });
};

/** Section 6.1.2. A trust anchor's own constraints count too (RFC 5937 section 3). */
const firstState = (request: PathRequest): Result<PathState, PathFault> => {
  const { chain, trustAnchor, policies } = request;
  const found = anchorFault(trustAnchor, request.at);
  if (found !== undefined) return { ok: false, refusal: found };
  const extensions = readPathExtensions(trustAnchor.extensions.all);
  if (!extensions.ok) return { ok: false, refusal: malformed(`trust anchor: ${extensions.refusal}`) };
  const { nameConstraints } = extensions.value;
  return accepted({
    authorities: [trustAnchor],
    nameConstraints: nameConstraints === undefined ? [] : [nameConstraints],
    policies: firstPolicyState(chain.length, policies ?? {}),
    lengthLeft: Math.min(
      MAX_PATH_CERTIFICATES,
      trustAnchor.extensions.basicConstraints?.pathLength ?? Infinity,
    ),
  });
};

/** One certificate: section 6.1.3, and 6.1.4 or 6.1.5. */
const step = (
  request: PathRequest,
  state: PathState,
  certificate: Certificate,
  isLast: boolean,
  depth: number,
): Result<PathState, PathFault> => {
  const extensions = readPathExtensions(certificate.extensions.all);
  if (!extensions.ok) return { ok: false, refusal: malformed(extensions.refusal) };
  const place = { isLast, isSelfIssued: isSelfIssued(certificate) };
  const policies = withPolicies(state.policies, certificate, place);
  const found =
    basicFault(request, state, certificate, isLast, depth) ??
    (isLast ? formFault(certificate) : undefined) ??
    policyFault(policies);
  if (found !== undefined) return { ok: false, refusal: found };
  return isLast
    ? accepted({ ...state, policies: afterLastCertificate(policies, extensions.value) })
    : stateBelow({ ...state, policies }, certificate, extensions.value);
};

/** Section 6.1.5 and 6.1.6. */
const wrapUp = (
  { policies }: PathState,
  certificate: Certificate,
  acceptable: readonly string[] | undefined,
): Result<ValidatedPath, PathRefusal> => {
  const left = acceptedPolicies(policies, acceptable);
  return policies.explicitPolicy > 0 || left.length > 0
    ? accepted({ certificate, policies: left })
    : pathRefused(fault("PATH_POLICY_NOT_ALLOWED", "none of the acceptable policies is left"), 0);
};

// A function declaration: paths of CRL signers are walked within a walk.
function walk(request: PathRequest, depth: number): Result<ValidatedPath, PathRefusal> {
  const { chain } = request;
  const [certificate] = chain;
  if (certificate === undefined) return pathRefused(fault("PATH_EMPTY", "no certificate"));
  if (chain.length > MAX_PATH_CERTIFICATES)
    return pathRefused(fault("PATH_TOO_LONG", `more than ${MAX_PATH_CERTIFICATES} certificates`));
  const first = firstState(request);
  if (!first.ok) return pathRefused(first.refusal);
  let state = first.value;
  for (const [index, current] of chain.toReversed().entries()) {
    const position = chain.length - 1 - index;
    const next = step(request, state, current, position === 0, depth);
    if (!next.ok) return pathRefused(next.refusal, position);
    state = next.value;
  }
  return wrapUp(state, certificate, request.policies?.acceptable);
}

/**
 * Validates a certification path (RFC 5280 section 6.1 with the policy graph of RFC 9618; revocation by complete CRLs,
 * section 6.3). A pure function: time, trust and CRLs are given. What is not supported is refused where it is critical
 * or would matter, and listed in docs/protocols/path-validation.md.
 *
 * Cost: at most {@link MAX_PATH_CERTIFICATES} signatures, and one more for each CRL that is about a certificate of the
 * path; everything else is bounded by the sizes of the certificates.
 */
export const validatePath = (request: PathRequest): Result<ValidatedPath, PathRefusal> => walk(request, 0);
