import type { CrlSubject, Lint } from "./lint.ts";
import { crlAuthorityKeyIdentifier } from "./crl/crl-authority-key-identifier.ts";
import { crlEntriesNotEmpty } from "./crl/crl-entries-not-empty.ts";
import { crlEntriesUnique } from "./crl/crl-entries-unique.ts";
import { crlEntryExtensions } from "./crl/crl-entry-extensions.ts";
import { crlEntryTimes } from "./crl/crl-entry-times.ts";
import { crlExtensionsKnown } from "./crl/crl-extensions-known.ts";
import { crlIssuerName } from "./crl/crl-issuer-name.ts";
import { crlIssuingDistributionPoint } from "./crl/crl-issuing-distribution-point.ts";
import { crlNumber } from "./crl/crl-number.ts";
import { crlSignatureAlgorithm } from "./crl/crl-signature-algorithm.ts";
import { crlTimeEncoding } from "./crl/crl-time-encoding.ts";
import { crlUpdateTimes } from "./crl/crl-update-times.ts";
import { crlVersion2 } from "./crl/crl-version-2.ts";

/** Every rule about CRLs. A new rule is a new file and a line here. */
export const CRL_LINTS: readonly Lint<CrlSubject>[] = [
  crlVersion2,
  crlIssuerName,
  crlSignatureAlgorithm,
  crlUpdateTimes,
  crlTimeEncoding,
  crlNumber,
  crlAuthorityKeyIdentifier,
  crlIssuingDistributionPoint,
  crlExtensionsKnown,
  crlEntriesNotEmpty,
  crlEntriesUnique,
  crlEntryTimes,
  crlEntryExtensions,
];
