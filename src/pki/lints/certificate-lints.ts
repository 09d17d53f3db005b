import type { CertificateSubject, Lint } from "./lint.ts";
import { authorityInfoAccess } from "./certificate/authority-info-access.ts";
import { authorityKeyIdentifier } from "./certificate/authority-key-identifier.ts";
import { basicConstraints } from "./certificate/basic-constraints.ts";
import { canonicalDer } from "./certificate/canonical-der.ts";
import { certificatePolicies } from "./certificate/certificate-policies.ts";
import { criticalExtensionsKnown } from "./certificate/critical-extensions-known.ts";
import { crlDistributionPoint } from "./certificate/crl-distribution-point.ts";
import { extendedKeyUsage } from "./certificate/extended-key-usage.ts";
import { extensionsOfProfile } from "./certificate/extensions-of-profile.ts";
import { issuerNameMatches } from "./certificate/issuer-name-matches.ts";
import { issuerNotEmpty } from "./certificate/issuer-not-empty.ts";
import { keyUsage } from "./certificate/key-usage.ts";
import { keyUsageOfKey } from "./certificate/key-usage-of-key.ts";
import { noDuplicateExtensions } from "./certificate/no-duplicate-extensions.ts";
import { ocspNoCheck } from "./certificate/ocsp-no-check.ts";
import { publicKeyAlgorithm } from "./certificate/public-key-algorithm.ts";
import { publicKeyNotOfIssuer } from "./certificate/public-key-not-of-issuer.ts";
import { serialEntropy } from "./certificate/serial-entropy.ts";
import { serialLength } from "./certificate/serial-length.ts";
import { serialPositive } from "./certificate/serial-positive.ts";
import { signatureAlgorithmOfIssuer } from "./certificate/signature-algorithm-of-issuer.ts";
import { signatureAlgorithmSame } from "./certificate/signature-algorithm-same.ts";
import { subjectAltName } from "./certificate/subject-alt-name.ts";
import { subjectAttributeLengths } from "./certificate/subject-attribute-lengths.ts";
import { subjectCountry } from "./certificate/subject-country.ts";
import { subjectKeyIdentifier } from "./certificate/subject-key-identifier.ts";
import { subjectNoControlCharacters } from "./certificate/subject-no-control-characters.ts";
import { subjectNotEmpty } from "./certificate/subject-not-empty.ts";
import { subjectStringTypes } from "./certificate/subject-string-types.ts";
import { uniqueIdentifiersAbsent } from "./certificate/unique-identifiers-absent.ts";
import { validityEncoding } from "./certificate/validity-encoding.ts";
import { validityOrder } from "./certificate/validity-order.ts";
import { validityWithinIssuer } from "./certificate/validity-within-issuer.ts";
import { version3 } from "./certificate/version-3.ts";

/** Every rule about certificates. A new rule is a new file and a line here. */
export const CERTIFICATE_LINTS: readonly Lint<CertificateSubject>[] = [
  canonicalDer,
  version3,
  serialPositive,
  serialLength,
  serialEntropy,
  validityOrder,
  validityEncoding,
  validityWithinIssuer,
  issuerNotEmpty,
  issuerNameMatches,
  subjectNotEmpty,
  subjectStringTypes,
  subjectAttributeLengths,
  subjectCountry,
  subjectNoControlCharacters,
  signatureAlgorithmSame,
  signatureAlgorithmOfIssuer,
  publicKeyAlgorithm,
  publicKeyNotOfIssuer,
  uniqueIdentifiersAbsent,
  noDuplicateExtensions,
  extensionsOfProfile,
  criticalExtensionsKnown,
  authorityKeyIdentifier,
  subjectKeyIdentifier,
  keyUsage,
  keyUsageOfKey,
  extendedKeyUsage,
  basicConstraints,
  crlDistributionPoint,
  authorityInfoAccess,
  certificatePolicies,
  subjectAltName,
  ocspNoCheck,
];
