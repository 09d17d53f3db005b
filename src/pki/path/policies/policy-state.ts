import type { Certificate } from "../../certificate/certificate.ts";
import { OID } from "../../oids.ts";
import type { PathExtensions } from "../path-extensions.ts";
import type { PolicyInputs } from "../path-request.ts";
import { fault, type PathFault } from "../refusal.ts";
import {
  FIRST_LEVEL,
  authorityConstrainedPolicies,
  mapPolicies,
  nextLevel,
  type PolicyLevel,
} from "./policy-graph.ts";

/** What section 6.1.2 (a), (d), (e), (f) starts with and each certificate changes. */
export interface PolicyState {
  readonly level: PolicyLevel;
  /** Certificates that may still come before a policy is demanded, anyPolicy ignored, mapping refused. */
  readonly explicitPolicy: number;
  readonly inhibitAnyPolicy: number;
  readonly policyMapping: number;
}

/** @param length certificates of the path */
export const firstPolicyState = (length: number, inputs: PolicyInputs): PolicyState => ({
  level: FIRST_LEVEL,
  explicitPolicy: inputs.mustHavePolicy === true ? 0 : length + 1,
  inhibitAnyPolicy: inputs.forbidAnyPolicy === true ? 0 : length + 1,
  policyMapping: inputs.forbidMapping === true ? 0 : length + 1,
});

/** Section 6.1.3 (d) and (e). */
export const withPolicies = (
  state: PolicyState,
  { extensions }: Pick<Certificate, "extensions">,
  place: { readonly isLast: boolean; readonly isSelfIssued: boolean },
): PolicyState => ({
  ...state,
  level: nextLevel(
    state.level,
    extensions.policyOids ?? [],
    state.inhibitAnyPolicy > 0 || (!place.isLast && place.isSelfIssued),
  ),
});

/** Section 6.1.3 (f). */
export const policyFault = ({ explicitPolicy, level }: PolicyState): PathFault | undefined =>
  explicitPolicy > 0 || level.size > 0
    ? undefined
    : fault("PATH_POLICY_NOT_ALLOWED", "a policy is demanded, and no valid one is left");

/** Section 6.1.4 (a). */
export const mappingFault = ({ policyMappings }: PathExtensions): PathFault | undefined =>
  policyMappings?.some((mapping) => Object.values(mapping).includes(OID.anyPolicy)) === true
    ? fault("PATH_POLICY_MAPPING_INVALID", "a mapping from or to anyPolicy")
    : undefined;

const decremented = (count: number, isSelfIssued: boolean): number =>
  isSelfIssued || count === 0 ? count : count - 1;

/** Section 6.1.4 (b), (h), (i), (j): what the certificate says to those below it. */
export const forNextCertificate = (
  state: PolicyState,
  extensions: PathExtensions,
  isSelfIssued: boolean,
): PolicyState => ({
  level: mapPolicies(state.level, extensions.policyMappings ?? [], state.policyMapping === 0),
  explicitPolicy: Math.min(
    decremented(state.explicitPolicy, isSelfIssued),
    extensions.requireExplicitPolicy ?? Infinity,
  ),
  policyMapping: Math.min(
    decremented(state.policyMapping, isSelfIssued),
    extensions.inhibitPolicyMapping ?? Infinity,
  ),
  inhibitAnyPolicy: Math.min(
    decremented(state.inhibitAnyPolicy, isSelfIssued),
    extensions.inhibitAnyPolicy ?? Infinity,
  ),
});

/** Section 6.1.5 (a) and (b). */
export const afterLastCertificate = (state: PolicyState, extensions: PathExtensions): PolicyState => ({
  ...state,
  explicitPolicy: extensions.requireExplicitPolicy === 0 ? 0 : Math.max(0, state.explicitPolicy - 1),
});

/**
 * Section 6.1.5 (g): the user-constrained policies.
 *
 * @param acceptable undefined: any
 */
export const acceptedPolicies = (
  { level }: PolicyState,
  acceptable: readonly string[] | undefined,
): readonly string[] => {
  const policies = authorityConstrainedPolicies(level);
  if (acceptable === undefined || acceptable.includes(OID.anyPolicy)) return [...policies].toSorted();
  // anyPolicy stands for every policy only where the last certificate has it too.
  const isAny = level.has(OID.anyPolicy);
  return acceptable.filter((policy) => isAny || policies.has(policy)).toSorted();
};
