import { accepted, refused, type Result } from "#shared/result.ts";
import type { Extension, GeneralName } from "../certificate/certificate.ts";
import { readGeneralName } from "../certificate/general-name.ts";
import { DerError } from "../der/error.ts";
import { readNested, type DerReader } from "../der/reader.ts";
import { contextConstructed, contextPrimitive } from "../der/tags.ts";
import { OID } from "../oids.ts";

/** Most subtrees of a kind, and most mappings, of one certificate. */
const MAX_MEMBERS = 100;

/** GeneralSubtrees of one certificate (RFC 5280 section 4.2.1.10). */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** Section 4.2.1.5. */
export interface PolicyMapping {
  readonly issuerPolicy: string;
  readonly subjectPolicy: string;
}

/** Extensions that only authorities carry and only path validation needs. Undefined: not in the certificate. */
export interface PathExtensions {
  readonly nameConstraints: NameConstraints | undefined;
  readonly policyMappings: readonly PolicyMapping[] | undefined;
  /** SkipCerts (section 4.2.1.11). */
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  /** Section 4.2.1.14. */
  readonly inhibitAnyPolicy: number | undefined;
}

/** More than any path has: larger numbers mean the same. */
const MAX_SKIP = 2 ** 31 - 1;

const readSubtree = (reader: DerReader): GeneralName =>
  reader.sequence((subtree) => {
    const base = readGeneralName(subtree);
    // minimum is 0 by default, and then left out; RFC 5280 knows no other, and no maximum.
    if (!subtree.isAtEnd) throw new DerError("subtree with minimum or maximum");
    return base;
  });

const readSubtrees = (reader: DerReader, number: number): readonly GeneralName[] | undefined =>
  reader.optional(contextConstructed(number), (inner) => inner.members(1, MAX_MEMBERS, readSubtree));

const readNameConstraints = (reader: DerReader): NameConstraints =>
  reader.sequence((fields) => {
    const permitted = readSubtrees(fields, 0);
    const excluded = readSubtrees(fields, 1);
    if (permitted === undefined && excluded === undefined) throw new DerError("empty name constraints");
    return { permitted: permitted ?? [], excluded: excluded ?? [] };
  });

const readMappings = (reader: DerReader): readonly PolicyMapping[] =>
  reader.sequenceOf(1, MAX_MEMBERS, (mappings) =>
    mappings.sequence((mapping) => ({
      issuerPolicy: mapping.objectIdentifier(),
      subjectPolicy: mapping.objectIdentifier(),
    })),
  );

const readSkip = (reader: DerReader, number: number): number | undefined => {
  const tag = contextPrimitive(number);
  return reader.nextTag === tag ? reader.smallInteger(MAX_SKIP, tag) : undefined;
};

const readPolicyConstraints = (
  reader: DerReader,
): Pick<PathExtensions, "requireExplicitPolicy" | "inhibitPolicyMapping"> =>
  reader.sequence((fields) => {
    const requireExplicitPolicy = readSkip(fields, 0);
    const inhibitPolicyMapping = readSkip(fields, 1);
    if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined)
      throw new DerError("empty policy constraints");
    return { requireExplicitPolicy, inhibitPolicyMapping };
  });

const readAll = (all: readonly Extension[]): PathExtensions => {
  const known = <Value>(oid: string, read: (reader: DerReader) => Value): Value | undefined => {
    const found = all.find((candidate) => candidate.oid === oid);
    return found === undefined ? undefined : readNested(found.value, read);
  };
  const constraints = known(OID.policyConstraints, readPolicyConstraints);
  return {
    nameConstraints: known(OID.nameConstraints, readNameConstraints),
    policyMappings: known(OID.policyMappings, readMappings),
    requireExplicitPolicy: constraints?.requireExplicitPolicy,
    inhibitPolicyMapping: constraints?.inhibitPolicyMapping,
    inhibitAnyPolicy: known(OID.inhibitAnyPolicy, (reader) => reader.smallInteger(MAX_SKIP)),
  };
};

/** Reads them; the refusal says what is wrong. */
export const readPathExtensions = (all: readonly Extension[]): Result<PathExtensions, string> => {
  try {
    return accepted(readAll(all));
  } catch (error) {
    if (error instanceof DerError) return refused(error.message);
    throw error;
  }
};
