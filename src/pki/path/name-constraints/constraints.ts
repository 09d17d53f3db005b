import type { Certificate, GeneralName } from "../../certificate/certificate.ts";
import type { Name } from "../../name.ts";
import { OID } from "../../oids.ts";
import { isWithinName } from "../compare-names.ts";
import type { NameConstraints } from "../path-extensions.ts";
import { fault, type PathFault } from "../refusal.ts";
import { isDnsConstraint, isDnsName, isWithinDns, mayBeWithinDns } from "./dns.ts";
import { isIpAddress, isIpConstraint, isWithinIp } from "./ip.ts";
import { isMailAddress, isWithinMail } from "./mail.ts";
import { hostOfUri, isWithinUri } from "./uri.ts";

/** iPAddress [7]. */
const IP_TAG = 0x87;

/** A name in a form that constraints are about. `ip`: its octets; `unknown`: a form that is not judged, by its tag. */
type Constrained =
  | Exclude<GeneralName, { readonly kind: "other" }>
  | { readonly kind: "ip"; readonly octets: Buffer }
  | { readonly kind: "unknown"; readonly tag: number };

const constrained = (name: GeneralName): Constrained => {
  if (name.kind !== "other") return name;
  // A short length is one octet; addresses have at most 32 octets.
  return name.tag === IP_TAG
    ? { kind: "ip", octets: name.encoded.subarray(2) }
    : { kind: "unknown", tag: name.tag };
};

const isSameForm = (name: Constrained, base: Constrained): boolean =>
  name.kind === base.kind && (name.kind !== "unknown" || base.kind !== "unknown" || name.tag === base.tag);

/** Whether a name is in a subtree; undefined where that cannot be told. Both are of one form. */
const isWithin = (name: Constrained, base: Constrained, isExcluded: boolean): boolean | undefined => {
  if (name.kind === "dns" && base.kind === "dns") {
    if (!isDnsName(name.value) || !isDnsConstraint(base.value)) return undefined;
    return isExcluded ? mayBeWithinDns(name.value, base.value) : isWithinDns(name.value, base.value);
  }
  if (name.kind === "mail" && base.kind === "mail")
    return isMailAddress(name.value) ? isWithinMail(name.value, base.value) : undefined;
  if (name.kind === "uri" && base.kind === "uri")
    return hostOfUri(name.value) === undefined ? undefined : isWithinUri(name.value, base.value);
  if (name.kind === "directory" && base.kind === "directory") return isWithinName(name.value, base.value);
  if (name.kind === "ip" && base.kind === "ip")
    return isIpAddress(name.octets) && isIpConstraint(base.octets)
      ? isWithinIp(name.octets, base.octets)
      : undefined;
  return undefined;
};

const mailAttributes = (subject: Name): readonly string[] =>
  subject.flat().flatMap(({ type, value }) => (type === OID.emailAddress ? [value] : []));

/**
 * The names of a certificate that constraints apply to (section 4.2.1.10): its subject unless empty, its alternative
 * names, and where none of those is a mail address, the emailAddress attributes of the subject.
 */
const namesOf = ({ subject, extensions }: Pick<Certificate, "subject" | "extensions">): Constrained[] => {
  const alternatives = (extensions.subjectAltNames ?? []).map(constrained);
  const directory: Constrained[] = subject.length === 0 ? [] : [{ kind: "directory", value: subject }];
  const mail = alternatives.some(({ kind }) => kind === "mail")
    ? []
    : mailAttributes(subject).map((value): Constrained => ({ kind: "mail", value }));
  return [...directory, ...alternatives, ...mail];
};

const describe = (name: Constrained): string =>
  name.kind === "directory" || name.kind === "ip" || name.kind === "unknown"
    ? name.kind
    : `${name.kind} ${name.value}`;

const NOT_JUDGED = "PATH_NAME_CONSTRAINT_NOT_SUPPORTED";

const nameFault = (name: Constrained, constraints: NameConstraints): PathFault | undefined => {
  const permitted = constraints.permitted.map(constrained).filter((base) => isSameForm(name, base));
  const excluded = constraints.excluded.map(constrained).filter((base) => isSameForm(name, base));
  const inPermitted = permitted.map((base) => isWithin(name, base, false));
  const inExcluded = excluded.map((base) => isWithin(name, base, true));
  if ([...inPermitted, ...inExcluded].includes(undefined)) return fault(NOT_JUDGED, describe(name));
  if (inExcluded.includes(true)) return fault("PATH_NAME_EXCLUDED", describe(name));
  return permitted.length > 0 && !inPermitted.includes(true)
    ? fault("PATH_NAME_NOT_PERMITTED", describe(name))
    : undefined;
};

/**
 * Section 6.1.3 (b) and (c): every name of the certificate is within the permitted subtrees of every authority above
 * that gives any of its form, and within no excluded one. The state of section 6.1.2 (b) and (c) is kept as the list
 * of constraints itself. The cost is bounded by names × subtrees × certificates, each of them bounded.
 */
export const nameConstraintsFault = (
  certificate: Pick<Certificate, "subject" | "extensions">,
  above: readonly NameConstraints[],
): PathFault | undefined => {
  if (above.length === 0) return undefined;
  const names = namesOf(certificate);
  for (const constraints of above) {
    for (const name of names) {
      const found = nameFault(name, constraints);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};
