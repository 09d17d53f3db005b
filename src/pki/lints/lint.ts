import type { Certificate, TbsCertificate } from "../certificate/certificate.ts";
import type { CertificateProfileName } from "../certificate/profiles.ts";
import type { CertificateList, TbsCertList } from "../crl/parse.ts";
import type { CrlEntryFacts } from "./crl-entry-facts.ts";
import type { OcspBasicResponse, OcspResponseData } from "../ocsp/parse-response.ts";

/** A rule about what we issue, independent of the code that builds it. One rule a file. */
export interface Lint<Subject> {
  /** Stable, kebab-case, the same as the file's name. */
  readonly name: string;
  /** The section that demands it. */
  readonly citation: string;
  /** What is wrong, one clause for staff; undefined if nothing is. */
  check(subject: Subject): string | undefined;
}

/** One rule broken. Whatever has a finding must not leave. */
export interface LintFinding {
  readonly lint: string;
  readonly citation: string;
  readonly detail: string;
}

/** What certificate lints look at. */
export interface CertificateSubject {
  readonly certificate: TbsCertificate;
  /** The whole certificate, once it is signed. */
  readonly signed: Certificate | undefined;
  readonly profile: CertificateProfileName;
  /** The issuer's certificate; for a root, what is being judged itself. */
  readonly issuer: TbsCertificate;
}

/** What CRL lints look at. */
export interface CrlSubject {
  /** Its entries are not read one by one: see `entryFacts`. */
  readonly crl: TbsCertList;
  readonly entryFacts: CrlEntryFacts;
  readonly signed: CertificateList | undefined;
  readonly issuer: TbsCertificate;
  /** The address under which the list will be found; undefined for the full list. */
  readonly distributionPointUri: string | undefined;
}

/** What OCSP lints look at. */
export interface OcspSubject {
  readonly response: OcspResponseData;
  readonly signed: OcspBasicResponse | undefined;
  readonly responder: TbsCertificate;
}

/** Runs every rule of a table. */
export const runLints = <Subject>(lints: readonly Lint<Subject>[], subject: Subject): LintFinding[] =>
  lints.flatMap((lint) => {
    const detail = lint.check(subject);
    return detail === undefined ? [] : [{ lint: lint.name, citation: lint.citation, detail }];
  });
