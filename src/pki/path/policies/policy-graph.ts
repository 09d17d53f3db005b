import { OID } from "../../oids.ts";
import type { PolicyMapping } from "../path-extensions.ts";

/**
 * The valid policy graph of RFC 9618, which replaces the tree of RFC 5280: one node for each policy of a level instead
 * of one for each way to it, so that its size is bounded by the certificates' own and cannot grow exponentially.
 * Levels above are reached through `parents`; a branch that ends above the last level is never reached, which is all
 * that pruning would do.
 */
export interface PolicyNode {
  readonly policy: string;
  readonly expected: ReadonlySet<string>;
  readonly parents: readonly PolicyNode[];
}

/** The nodes of the lowest level, by policy. Empty: the graph is NULL. */
export type PolicyLevel = ReadonlyMap<string, PolicyNode>;

/** Section 6.1.2 (a). */
export const FIRST_LEVEL: PolicyLevel = new Map([
  [OID.anyPolicy, { policy: OID.anyPolicy, expected: new Set([OID.anyPolicy]), parents: [] }],
]);

const node = (policy: string, parents: readonly PolicyNode[]): PolicyNode => ({
  policy,
  expected: new Set([policy]),
  parents,
});

/** Which nodes of a level expect which policy below them. */
const expectations = (level: PolicyLevel): ReadonlyMap<string, readonly PolicyNode[]> => {
  const found = new Map<string, PolicyNode[]>();
  for (const parent of level.values()) {
    for (const policy of parent.expected) {
      const parents = found.get(policy);
      if (parents === undefined) found.set(policy, [parent]);
      else parents.push(parent);
    }
  }
  return found;
};

/**
 * Section 6.1.3 (d): the level of a certificate that carries `policies`.
 *
 * @param isAnyPolicyTaken inhibit_anyPolicy lets the certificate's anyPolicy count
 */
export const nextLevel = (
  above: PolicyLevel,
  policies: readonly string[],
  isAnyPolicyTaken: boolean,
): PolicyLevel => {
  const expected = expectations(above);
  const anyPolicyNode = above.get(OID.anyPolicy);
  const level = new Map<string, PolicyNode>();
  for (const policy of policies) {
    if (policy === OID.anyPolicy) continue;
    const parents = expected.get(policy) ?? (anyPolicyNode === undefined ? [] : [anyPolicyNode]);
    if (parents.length > 0) level.set(policy, node(policy, parents));
  }
  if (!isAnyPolicyTaken || !policies.includes(OID.anyPolicy)) return level;
  for (const [policy, parents] of expected) {
    if (!level.has(policy)) level.set(policy, node(policy, parents));
  }
  return level;
};

const subjectPoliciesBy = (mappings: readonly PolicyMapping[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { issuerPolicy, subjectPolicy } of mappings) {
    const policies = found.get(issuerPolicy);
    if (policies === undefined) found.set(issuerPolicy, new Set([subjectPolicy]));
    else policies.add(subjectPolicy);
  }
  return found;
};

/** Section 6.1.4 (b): the level after the certificate's mappings. Where they are inhibited, what they map is dropped. */
export const mapPolicies = (
  level: PolicyLevel,
  mappings: readonly PolicyMapping[],
  isMappingInhibited: boolean,
): PolicyLevel => {
  const mapped = new Map(level);
  const anyPolicyNode = level.get(OID.anyPolicy);
  for (const [issuerPolicy, expected] of subjectPoliciesBy(mappings)) {
    const found = level.get(issuerPolicy);
    if (isMappingInhibited) mapped.delete(issuerPolicy);
    else if (found !== undefined) mapped.set(issuerPolicy, { ...found, expected });
    // A child of the anyPolicy node above, which is the parent of the anyPolicy node here.
    else if (anyPolicyNode !== undefined)
      mapped.set(issuerPolicy, { policy: issuerPolicy, expected, parents: anyPolicyNode.parents });
  }
  return mapped;
};

/**
 * Section 6.1.5 (g): the policies of the trust anchor's domain under which the path is valid. Contains anyPolicy where
 * every certificate had it.
 */
export const authorityConstrainedPolicies = (level: PolicyLevel): ReadonlySet<string> => {
  const policies = new Set<string>();
  const seen = new Set<PolicyNode>();
  const open = [...level.values()];
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    if (seen.has(current)) continue;
    seen.add(current);
    if (current.policy === OID.anyPolicy || current.parents.some(({ policy }) => policy === OID.anyPolicy))
      policies.add(current.policy);
    else open.push(...current.parents);
  }
  return policies;
};
