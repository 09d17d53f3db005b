import type { Certificate, CertificateExtensions } from "../certificate/certificate.ts";
import { OID } from "../oids.ts";
import { fault, type PathFault } from "./refusal.ts";

const isCritical = ({ all }: CertificateExtensions, wanted: string): boolean | undefined =>
  all.find(({ oid }) => oid === wanted)?.isCritical;

const authorityFormFault = ({ subject, extensions }: Pick<Certificate, "subject" | "extensions">) =>
  subject.length === 0
    ? fault("PATH_FORM_NOT_ALLOWED", "an authority without a name")
    : isCritical(extensions, OID.nameConstraints) === false
      ? fault("PATH_FORM_NOT_ALLOWED", "name constraints that are not critical")
      : undefined;

const endFormFault = ({ subject, extensions }: Pick<Certificate, "subject" | "extensions">) => {
  if (isCritical(extensions, OID.nameConstraints) !== undefined)
    return fault("PATH_FORM_NOT_ALLOWED", "name constraints, and no authority");
  if (extensions.keyUsage?.has("keyCertSign") === true)
    return fault("PATH_FORM_NOT_ALLOWED", "keyCertSign, and no authority");
  return subject.length === 0 && isCritical(extensions, OID.subjectAltName) !== true
    ? fault("PATH_FORM_NOT_ALLOWED", "neither a subject nor critical alternative names")
    : undefined;
};

/**
 * What RFC 5280 section 4 asks of every certificate and what would mean two things to two readers if it were let pass:
 * sections 4.1.2.6 (names), 4.2.1.3 (keyCertSign without cA) and 4.2.1.10. Of policy constraints the criticality is not
 * asked: NIST's own tests leave it out.
 */
export const formFault = (certificate: Pick<Certificate, "subject" | "extensions">): PathFault | undefined =>
  certificate.extensions.basicConstraints?.isAuthority === true
    ? authorityFormFault(certificate)
    : endFormFault(certificate);
